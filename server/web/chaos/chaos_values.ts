import type {
  FaultDocument,
  FaultKindView,
  FaultView,
  GalleryView,
  RunDocument,
  RunRow,
} from "@netops/core/contracts";
import type { KnownEvent } from "../telemetry/known_event.ts";

/** What the chaos view lists besides what is at work now. */
export interface ChaosLists {
  /** Faults that are over, newest first: at most 50. */
  readonly over: readonly FaultView[];
  /** How many are over in all, as far as the guardian knows. */
  readonly overTotal: number;
  readonly gallery: readonly GalleryView[];
  /** Newest first: at most 100. */
  readonly runs: readonly RunRow[];
  readonly runsTotal: number;
}

/** Every kind of fault. */
export type KindList = readonly FaultKindView[];

/** A run, and what the platform went through meanwhile. */
export interface RunView {
  readonly run: RunDocument;
  readonly events: readonly KnownEvent[];
  /** Why the events could not be read, in words. */
  readonly missing?: string;
}

/** A fault as the page asks for it. */
export interface FaultWish {
  readonly kind: string;
  readonly target: string;
  readonly durationMs: number;
  readonly count?: number;
  readonly percent?: number;
  readonly seed?: string;
  readonly ignoreSlo?: boolean;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** What the page can do about faults and experiments. */
export type ChaosAction =
  | { readonly verb: "stop-all" | "resume" }
  | { readonly verb: "stop-fault"; readonly fault: string }
  /** Says who would be hit, and does nothing. */
  | { readonly verb: "plan"; readonly wish: FaultWish }
  | { readonly verb: "inject"; readonly wish: FaultWish }
  | { readonly verb: "run"; readonly name: string; readonly variables: readonly string[] }
  | { readonly verb: "stop-run"; readonly run: string };

/** What came of an action. */
export interface ChaosAnswer {
  /** Faults that were ended, and how far each is. */
  readonly faults?: readonly FaultView[];
  readonly lever?: "armed" | "stopped";
  /** Runs that were told to end. */
  readonly ended?: readonly string[];
  /** What was or would be injected. */
  readonly fault?: FaultDocument;
  readonly run?: RunRow;
}

/** A run that goes on. */
export interface RunningRun {
  readonly id: string;
  readonly startedAtMs: number;
}
