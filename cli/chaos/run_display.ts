import { tellStory } from "@netops/chaos/report";
import type { RunOrder } from "@netops/chaos/runner";
import type { ProgressEvent } from "@netops/chaos/experiment";
import type { TimelineEvent } from "@netops/core/contracts";
import type { CommandContext } from "../command_context.ts";
import { LiveRegion } from "../print/live_region.ts";
import { fitText, harmless } from "../print/text_width.ts";
import { progressLine } from "../views/run_lines.ts";
import { headLines, timeLineLines } from "../views/story_lines.ts";
import type { RunListener, WholeRun } from "./carry_out.ts";

const FRAME_MS = 200;

/** Shows a run while it goes on: its time line redrawn in place, or line by line. */
export class RunDisplay implements RunListener {
  readonly #context: CommandContext;
  readonly #order: RunOrder;
  readonly #startedAtMs: number;
  readonly #region: LiveRegion | undefined;
  readonly #progress: ProgressEvent[] = [];
  readonly #events: TimelineEvent[] = [];
  readonly #cancel: (() => void) | undefined;
  readonly #onStop = () => this.#sayEnding();

  /** Opens a live region where the terminal can redraw. */
  constructor(order: RunOrder, context: CommandContext) {
    const { host, print, stop } = context;
    this.#context = context;
    this.#order = order;
    this.#startedAtMs = host.clock.nowMs();
    stop.signal.addEventListener("abort", this.#onStop, { once: true });
    if (!print.canRedraw("out") || print.options.quiet) return;
    const { clock, timer } = host;
    this.#region = new LiveRegion({ terminal: print.streams.out, clock, timer });
    this.#cancel = timer.every(FRAME_MS, () => this.#draw());
    this.#draw();
  }

  progress(event: ProgressEvent): void {
    this.#progress.push(event);
    const { globals, print } = this.#context;
    if (globals.jsonl) print.jsonLine({ schema: "netops.experiment.progress/v1", ...event });
    if (print.machine) return;
    if (this.#region !== undefined) return this.#draw();
    if (print.options.quiet) return;
    const line = progressLine(event, {
      ...{ paint: print.paint, plain: print.plain, startedAtMs: this.#startedAtMs },
    });
    if (line !== undefined) print.line(line);
  }

  happened(event: TimelineEvent): void {
    this.#events.push(event);
  }

  /** Ends the display; of a run that came to its end the time line stays. */
  close(run?: WholeRun): void {
    this.#cancel?.();
    this.#context.stop.signal.removeEventListener("abort", this.#onStop);
    if (this.#region === undefined) return;
    this.#region.close("erase");
    if (run === undefined) return;
    const { print } = this.#context;
    const options = { paint: print.paint, columns: print.streams.out.size().columns, plain: false };
    const story = tellStory(run);
    for (const line of headLines(story, options)) print.line(line);
    for (const line of timeLineLines(story, options)) print.line(line);
  }

  #draw(): void {
    const { host, print } = this.#context;
    const nowMs = host.clock.nowMs();
    const run = { order: this.#order, progress: this.#progress, events: this.#events };
    const story = tellStory(run, { nowMs });
    const { columns } = print.streams.out.size();
    const options = { paint: print.paint, columns, plain: false, nowMs };
    this.#region?.show([
      ...headLines(story, options),
      ...timeLineLines(story, options),
      fitText(print.paint("dim", this.#lastWords()), columns - 1),
    ]);
  }

  /** The last thing that happened. */
  #lastWords(): string {
    const { stop } = this.#context;
    if (stop.name !== undefined) return `${stop.name}: ending the run and undoing its faults`;
    const last = this.#progress.findLast(({ kind }) => kind === "activity-ended");
    if (last === undefined) return "starting";
    const started = this.#progress.findLast(({ kind, name, atMs }) =>
      kind === "activity-started" && name === last.name && atMs <= last.atMs
    );
    const tookMs = last.atMs - (started?.atMs ?? last.atMs);
    return `last: ${harmless(last.name ?? "")}, ${last.status} in ${tookMs} ms`;
  }

  #sayEnding(): void {
    const { print, stop } = this.#context;
    if (this.#region !== undefined) this.#draw();
    else print.say(`${stop.name}: ending the run and undoing its faults`);
  }
}
