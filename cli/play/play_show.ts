import type { PlayAnswer } from "@netops/core/contracts";
import type { Viewer, ViewerStep } from "@netops/core/viewer";

/** Shows sessions while they play; viewers are numbered from 1. */
export interface PlayShow {
  /** One more account is signed up. */
  signedUp(): void;
  /** A viewer begins, or goes on with a new offer. */
  follow(number: number, viewer: Viewer, answer: PlayAnswer): void;
  /** Something happened to a viewer. */
  step(number: number, step: ViewerStep): void;
  /** Ends it; the summary takes its place. */
  close(): void;
}

/** What is shown. */
export interface PlayShowOptions {
  readonly title: string;
  readonly viewers: number;
  /** How many accounts they need. */
  readonly accounts: number;
  /** Lines that no rung should exceed, as it was asked for. */
  readonly maxHeight: number | undefined;
}
