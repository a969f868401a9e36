import type { LoadCompanion, LoadProgress, LoadReport } from "@netops/load/report";
import type { CommandContext } from "../command_context.ts";
import { LiveRegion } from "../print/live_region.ts";
import { loadProgressLines } from "../views/load_lines.ts";

/** What is shown. */
export interface LoadDisplayOptions {
  readonly title: string;
  readonly unit: LoadReport["unit"];
}

/** Off a terminal a load says how it goes this often. */
const SAY_MS = 10_000;

/** Shows a load while it runs: redrawn in place, or a line now and then. */
export class LoadDisplay {
  readonly #context: CommandContext;
  readonly #options: LoadDisplayOptions;
  readonly #region: LiveRegion | undefined;
  readonly #onStop = () => this.#sayStop();
  #saidAtMs: number;
  #last: LoadProgress | undefined;

  /** Opens a live region where the terminal can redraw. */
  constructor(options: LoadDisplayOptions, context: CommandContext) {
    const { print, host: { clock, timer }, stop } = context;
    this.#context = context;
    this.#options = options;
    this.#saidAtMs = clock.nowMs();
    stop.signal.addEventListener("abort", this.#onStop, { once: true });
    if (print.machine || !print.canRedraw("out") || print.options.quiet) return;
    this.#region = new LiveRegion({ terminal: print.streams.out, clock, timer });
  }

  progress(progress: LoadProgress): void {
    const { globals, print } = this.#context;
    this.#last = progress;
    if (globals.jsonl) print.jsonLine({ schema: "netops.load.progress/v1", ...progress });
    if (print.machine || print.options.quiet) return;
    if (this.#region !== undefined) return this.#draw(progress);
    if (progress.tsMs - this.#saidAtMs < SAY_MS) return;
    this.#saidAtMs = progress.tsMs;
    const lines = loadProgressLines(progress, {
      ...this.#options,
      paint: print.paint,
      plain: true,
    });
    for (const line of lines) print.say(line);
  }

  companion({ kind, name, outcome }: LoadCompanion): void {
    this.#context.print.say(`${kind} ${name}: ${outcome}`);
  }

  close(): void {
    this.#context.stop.signal.removeEventListener("abort", this.#onStop);
    this.#region?.close("erase");
  }

  #draw(progress: LoadProgress): void {
    const { print } = this.#context;
    const { columns } = print.streams.out.size();
    this.#region?.show(
      loadProgressLines(progress, { ...this.#options, paint: print.paint, width: columns - 1 }),
    );
  }

  #sayStop(): void {
    const { print, stop } = this.#context;
    if (this.#region === undefined || this.#last === undefined) {
      print.say(`${stop.name}: ending the load; it is judged and reported`);
    }
  }
}
