import type { PlayAnswer } from "@netops/core/contracts";
import type { Viewer, ViewerStep } from "@netops/core/viewer";
import type { CommandContext } from "../command_context.ts";
import type { LiveRegion } from "../print/live_region.ts";
import { playFrame, stepLine, tooHighLine } from "../views/play_lines.ts";
import { openPlayRegion } from "./open_play_region.ts";
import type { PlayShow, PlayShowOptions } from "./play_show.ts";
import { RungNames } from "./rung_names.ts";
import { sayBeside } from "./say_beside.ts";

const FRAME_MS = 200;

/** Shows one session while it plays: redrawn in place, or line by line. */
export class PlayDisplay implements PlayShow {
  readonly #context: CommandContext;
  readonly #region: LiveRegion | undefined;
  readonly #rungs = new RungNames();
  readonly #maxHeight: number | undefined;
  #viewer: Viewer | undefined;
  #answer: PlayAnswer | undefined;
  #isNoted = false;
  #cancel: (() => void) | undefined;

  /** Opens a live region where the terminal can redraw. */
  constructor(context: CommandContext, { maxHeight }: Pick<PlayShowOptions, "maxHeight">) {
    this.#context = context;
    this.#maxHeight = maxHeight;
    this.#region = openPlayRegion(context);
  }

  /** Shows nothing: there is one account, and it was there before. */
  signedUp(): void {}

  /** Tells one step. */
  step(_number: number, step: ViewerStep): void {
    this.#learn();
    const line = stepLine(step, (rung) => this.#rungs.of(rung));
    if (line === undefined) return;
    if (this.#region === undefined) this.#context.print.say(line);
    else if (step.step === "failover" || step.step === "lost") this.#region.above(line);
  }

  /** Begins to show a session, or shows what was offered anew. */
  follow(_number: number, viewer: Viewer, answer: PlayAnswer): void {
    this.#viewer = viewer;
    this.#answer = answer;
    if (this.#region === undefined) return;
    this.#draw();
    this.#cancel ??= this.#context.host.timer.every(FRAME_MS, () => this.#draw());
  }

  /** Ends the display; the summary takes its place. */
  close(): void {
    this.#cancel?.();
    this.#region?.close("erase");
  }

  #draw(): void {
    if (this.#viewer === undefined || this.#answer === undefined) return;
    const { title, durationMs, ocas, player } = this.#answer;
    this.#region?.show(playFrame({
      ...{ title, durationMs, ocas, targetBufferMs: player.bufferMs },
      ...{ snapshot: this.#viewer.snapshot(), paint: this.#context.print.paint },
    }));
  }

  #learn(): void {
    const rung = this.#viewer?.snapshot().rung;
    this.#rungs.learn(rung);
    const note = tooHighLine(rung, this.#maxHeight);
    if (this.#isNoted || note === undefined) return;
    this.#isNoted = true;
    sayBeside(note, this.#region, this.#context.print);
  }
}
