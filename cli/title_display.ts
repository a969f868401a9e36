import type { TitleJob } from "@netops/core/contracts";
import type { CommandContext } from "./command_context.ts";
import { formatBytes } from "./print/age.ts";
import { LiveRegion } from "./print/live_region.ts";
import { bar, jobLine, stepWords } from "./views/title_table.ts";

const BAR_CELLS = 24;

/** Shows on stderr how a title comes along: a bar on a terminal, else a line for each step. */
export class TitleDisplay {
  readonly #context: CommandContext;
  readonly #region: LiveRegion | undefined;
  #said = "";

  /** Opens it. */
  constructor(context: CommandContext) {
    this.#context = context;
    const { print, host: { clock, timer } } = context;
    this.#region = print.canRedraw("err") && !print.options.quiet
      ? new LiveRegion({ terminal: print.streams.err, clock, timer })
      : undefined;
  }

  /** The movie is on its way. */
  uploading(sentBytes: number, sizeBytes: number): void {
    const size = formatBytes(sizeBytes);
    this.#bar(sentBytes / sizeBytes, `upload, ${formatBytes(sentBytes)} of ${size}`);
    this.#say(`upload ${size}`);
  }

  /** The title is being made. */
  making(job: TitleJob): void {
    this.#bar(job.ratio, jobLine(job));
    this.#say(job.state === "running" ? stepWords(job) : job.state);
  }

  /** Ends it; the bar goes. */
  close(): void {
    this.#region?.close("erase");
  }

  #bar(ratio: number, text: string): void {
    const { paintTalk } = this.#context.print;
    this.#region?.show([`${paintTalk("green", bar(ratio, BAR_CELLS))} ${text}`]);
  }

  /** Off a terminal each step is said once. */
  #say(text: string): void {
    if (this.#region !== undefined || text === this.#said) return;
    this.#said = text;
    this.#context.print.say(text);
  }
}
