import type { ExecutionView, PipelineSpecInput, PsInstance } from "@netops/core/contracts";
import type { CancelTimer } from "@netops/core";
import type { CommandContext, LiveRun } from "../command_context.ts";
import { sayBeside } from "../play/say_beside.ts";
import { LiveRegion } from "../print/live_region.ts";
import { deployChangeLines, deployWaitLine } from "../views/deploy_change_lines.ts";
import { deployFrame } from "../views/deploy_frame.ts";
import { wrapParts } from "../views/deploy_words.ts";
import { deployProgress } from "./deploy_progress.ts";
import { deployStageOf, usersRequests } from "./execution_facts.ts";
import { RequestRate } from "./request_rate.ts";
import { timeLeftMs } from "./time_left.ts";

const FRAME_MS = 200;
const LOOK_MS = 1_000;
const HEARTBEAT_MS = 10_000;
const NOTED_MS = 8_000;

/** What a display shows besides the execution. */
export interface DeployDisplayOptions {
  readonly live: LiveRun;
  /** What is carried out, where that is known: it says how long the rest takes. */
  readonly pipeline?: PipelineSpecInput;
  /** What keys do now, a few words each; left out where nobody reads them. */
  readonly keys?: (view: ExecutionView) => readonly string[];
}

/** Shows a deploy while it goes on: redrawn in place, line by line, or as JSON lines. */
export class DeployDisplay {
  readonly #context: CommandContext;
  readonly #options: DeployDisplayOptions;
  readonly #region: LiveRegion | undefined;
  readonly #rate = new RequestRate();
  readonly #cancels: CancelTimer[] = [];
  #view: ExecutionView | undefined;
  #instances: readonly PsInstance[] = [];
  #note = "";
  #notedAtMs = 0;
  #saidAtMs = 0;

  /** Opens a live region where the terminal can redraw. */
  constructor(context: CommandContext, options: DeployDisplayOptions) {
    const { host: { clock, timer }, print } = context;
    this.#context = context;
    this.#options = options;
    this.#saidAtMs = clock.monotonicMs();
    if (print.machine || print.options.quiet) return;
    if (!print.canRedraw("out")) {
      this.#cancels.push(timer.every(LOOK_MS, () => this.#beat()));
      return;
    }
    this.#region = new LiveRegion({ terminal: print.streams.out, clock, timer });
    this.#cancels.push(timer.every(FRAME_MS, () => this.#draw()));
    this.#cancels.push(timer.every(LOOK_MS, () => void this.#lookAtInstances()));
    void this.#lookAtInstances();
  }

  /** Whether it is redrawn in place, so that keys can be shown. */
  get isLive(): boolean {
    return this.#region !== undefined;
  }

  /** The execution stands like this now. */
  see(view: ExecutionView): void {
    const before = this.#view;
    const { globals, host: { clock }, print } = this.#context;
    this.#view = view;
    const detail = deployStageOf(view)?.deploy;
    if (detail !== undefined) this.#rate.see(usersRequests(detail), clock.monotonicMs());
    if (globals.jsonl) print.jsonLine(deployProgress(before, view, clock.nowMs()));
    if (print.machine || print.options.quiet) return;
    if (this.#region !== undefined) return this.#draw();
    for (const line of deployChangeLines(before, view, this.#look())) this.#line(line);
  }

  /** Something to know beside how it goes; it stands for a while, or until the next one. */
  note(text: string): void {
    this.#note = text;
    this.#notedAtMs = this.#context.host.clock.monotonicMs();
    if (this.#region !== undefined) this.#draw();
    else if (text !== "") this.#context.print.say(text);
  }

  /** Something to know for good. */
  say(text: string): void {
    sayBeside(text, this.#region, this.#context.print);
  }

  /** Ends the display; of a deploy that is over the last frame stays. */
  close(): void {
    for (const cancel of this.#cancels) cancel();
    if (this.#region === undefined) return;
    this.#region.close("erase");
    if (this.#view === undefined) return;
    for (const line of this.#frame([])) this.#context.print.line(line);
  }

  #draw(): void {
    const { paint, streams } = this.#context.print;
    const columns = streams.out.size().columns - 1;
    const keys = this.#view === undefined ? [] : this.#options.keys?.(this.#view) ?? [];
    const footer = [
      ...(this.#isNoted() ? [this.#note] : []),
      ...(keys.length === 0 ? [] : wrapParts("keys  ", keys, { columns })),
    ];
    this.#region?.show(this.#frame(footer.map((text) => paint("dim", text))));
  }

  #isNoted(): boolean {
    const ageMs = this.#context.host.clock.monotonicMs() - this.#notedAtMs;
    return this.#note !== "" && ageMs < NOTED_MS;
  }

  #frame(footer: readonly string[]): readonly string[] {
    if (this.#view === undefined) return footer;
    const view = this.#view;
    const options = this.#look();
    const { pipeline } = this.#options;
    const requestsPerS = this.#rate.perSecond;
    const leftMs = pipeline && timeLeftMs(view, pipeline, options.nowMs);
    const { columns, rows } = this.#context.print.streams.out.size();
    return deployFrame({
      ...{ view, instances: this.#instances },
      ...(requestsPerS === undefined ? {} : { requestsPerS }),
      ...(leftMs === undefined ? {} : { leftMs }),
    }, { ...options, columns: columns - 1, rows, footer });
  }

  #look() {
    const { print, host } = this.#context;
    const plain = print.plain || !print.streams.out.isTerminal;
    return { paint: print.paint, plain, nowMs: host.clock.nowMs() };
  }

  /** Silence looks like a hang. */
  #beat(): void {
    const { clock } = this.#context.host;
    if (this.#view === undefined || clock.monotonicMs() - this.#saidAtMs < HEARTBEAT_MS) return;
    const line = deployWaitLine(this.#view, this.#look());
    if (line !== undefined) this.#line(line);
  }

  #line(text: string): void {
    this.#saidAtMs = this.#context.host.clock.monotonicMs();
    this.#context.print.line(text);
  }

  async #lookAtInstances(): Promise<void> {
    const app = this.#view?.app;
    if (app === undefined) return;
    try {
      const { instances } = await this.#options.live.fleet.instances();
      this.#instances = instances.filter((instance) => instance.app === app);
    } catch {
      // The tree shows what it knew; whether anything is wrong the execution says itself.
    }
  }
}
