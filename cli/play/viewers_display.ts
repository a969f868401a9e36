import type { PlayAnswer } from "@netops/core/contracts";
import type { Viewer, ViewerStep } from "@netops/core/viewer";
import type { CommandContext } from "../command_context.ts";
import type { LiveRegion } from "../print/live_region.ts";
import { tooHighLine } from "../views/play_lines.ts";
import { viewersFrame } from "../views/viewers_lines.ts";
import { openPlayRegion } from "./open_play_region.ts";
import type { PlayShow, PlayShowOptions } from "./play_show.ts";
import { sayBeside } from "./say_beside.ts";
import { ViewersBoard } from "./viewers_board.ts";

const FRAME_MS = 250;

/** Shows several sessions as one frame that is redrawn in place; where that cannot be, nothing. */
export class ViewersDisplay implements PlayShow {
  readonly #context: CommandContext;
  readonly #options: PlayShowOptions;
  readonly #board: ViewersBoard;
  readonly #region: LiveRegion | undefined;
  readonly #begunAtMs: number;
  readonly #cancel: () => void = () => undefined;
  readonly #viewers = new Map<number, Viewer>();
  #signedUp = 0;
  #isNoted = false;

  /** Opens a live region where the terminal can redraw. */
  constructor(context: CommandContext, options: PlayShowOptions) {
    const { clock, timer } = context.host;
    this.#context = context;
    this.#options = options;
    this.#board = new ViewersBoard(options.viewers);
    this.#begunAtMs = clock.monotonicMs();
    this.#region = openPlayRegion(context);
    if (this.#region === undefined) return;
    this.#draw();
    this.#cancel = timer.every(FRAME_MS, () => this.#draw());
  }

  /** One more account is signed up. */
  signedUp(): void {
    this.#signedUp++;
  }

  /** A viewer begins. */
  follow(number: number, viewer: Viewer, _answer: PlayAnswer): void {
    this.#board.follow(number, viewer);
    this.#viewers.set(number, viewer);
  }

  /** Something happened to a viewer. */
  step(number: number, step: ViewerStep): void {
    this.#board.step(number, step);
    const { maxHeight } = this.#options;
    const rung = this.#viewers.get(number)?.snapshot().rung;
    const note = this.#isNoted ? undefined : tooHighLine(rung, maxHeight);
    if (note === undefined) return;
    this.#isNoted = true;
    sayBeside(note, this.#region, this.#context.print);
  }

  /** Ends the display; the summary takes its place. */
  close(): void {
    this.#cancel();
    this.#region?.close("erase");
  }

  #draw(): void {
    const { title, accounts } = this.#options;
    this.#region?.show(viewersFrame({
      ...{ title, tally: this.#board.tally() },
      accounts: { signedUp: this.#signedUp, wanted: accounts },
      elapsedMs: this.#context.host.clock.monotonicMs() - this.#begunAtMs,
      paint: this.#context.print.paint,
    }));
  }
}
