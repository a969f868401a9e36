import type { OfferedOca, PlayAnswer } from "@netops/core/contracts";
import type { Cue } from "./caption_board.ts";
import type { CaptionChoice, RungChoice } from "./playback_state.ts";

/** What an engine reports. */
export interface EngineEvents {
  /** A video segment came. */
  served(url: string): void;
  /** A request failed; the engine may still go on by itself. */
  stumbled(url: string, what: string): void;
  /** The engine cannot go on; what is in the buffer still plays. */
  failed(what: string): void;
  /** The engine cannot go on, and neither can the element. */
  breaks(what: string): void;
  /** The title is over. */
  ends(): void;
  rungs(rungs: readonly RungChoice[]): void;
  /** Another rung is on the screen. */
  rung(rung: RungChoice): void;
  captions(tracks: readonly CaptionChoice[]): void;
  cues(cues: readonly Cue[]): void;
}

/** What an engine is started with. */
export interface EngineStart {
  readonly answer: PlayAnswer;
  readonly oca: OfferedOca;
  readonly startMs: number;
  readonly bufferMs: number;
}

/** One library that plays into the video element. */
export interface Engine {
  /** Begins to load; playing is the element's own business. */
  start(start: EngineStart): void;
  /** Takes a rung for good, or -1 for automatic. */
  takeRung(index: number): void;
  /** Shows a caption track, or -1 for none. */
  takeCaption(index: number): void;
  /** Goes on loading at this OCA after it failed, with the buffer as it is; false when it cannot. */
  resume(oca: string): boolean;
  destroy(): void;
}
