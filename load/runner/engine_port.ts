import type { LoadOrder } from "../run/load_order.ts";
import type { SessionLine } from "../session/session_line.ts";

/** One thing that an engine said. */
export type EngineLine =
  | { readonly kind: "session"; readonly line: SessionLine }
  | { readonly kind: "error"; readonly message: string; readonly isException: boolean }
  /** A line of k6's JSON output, of a script of the user's. */
  | { readonly kind: "point"; readonly text: string }
  /** Words for people. */
  | { readonly kind: "talk"; readonly text: string };

/** How an engine ended; `exitCode` is undefined when a signal did it. */
export interface EngineEnd {
  readonly exitCode: number | undefined;
  readonly signal?: string;
}

/** An engine that plays. */
export interface EngineRun {
  /** Leads a process group of its own. */
  readonly pid: number;
  /** Ends when the engine is over. */
  readonly lines: AsyncIterable<EngineLine>;
  readonly ended: Promise<EngineEnd>;
  /** Asks it to end early; it is killed when it does not within 1.5 s. */
  stop(): void;
}

/** Where an engine finds what it needs. */
export interface EngineFiles {
  readonly orderPath: string;
  readonly accountsPath: string;
}

/** What plays sessions: k6 or the built-in engine. */
export interface LoadEngine {
  /** @throws {NetopsError} SPAWN_FAILED when it cannot be started. */
  start(order: LoadOrder, files: EngineFiles): Promise<EngineRun>;
}
