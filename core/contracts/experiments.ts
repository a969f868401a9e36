import { z } from "zod";
import type { FaultView } from "./chaos.ts";

/** Asks the guardian to run an experiment: one of the gallery by name, or a text of one's own. */
export const ExperimentRequest = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9-]{0,59}$/).optional(),
  /** JSON or YAML. An experiment may start programs: whoever holds the run's token may do that anyway. */
  text: z.string().min(1).max(1_000_000).optional(),
  seed: z.string().max(100).optional(),
  /** `NAME[:TYPE]=VALUE`, as `netops chaos run --var` takes them. */
  variables: z.array(z.string().max(1_000)).max(100).default([]),
  /** The run is ended after so long at most. */
  deadlineMs: z.int().min(1_000).max(86_400_000).default(3_600_000),
  /** Asked for twice with one key, it runs once, and the answer is that run. */
  key: z.string().min(1).max(200).optional(),
});

/** Something that an experiment of the gallery may be told, and what it is otherwise. */
export interface GalleryVariable {
  readonly name: string;
  readonly usual: string;
}

/** An experiment that is ready to run. */
export interface GalleryView {
  readonly name: string;
  /** `service` runs on any service (variable `app`), `streaming` on the streaming platform. */
  readonly on: "service" | "streaming";
  readonly summary: string;
  readonly variables: readonly GalleryVariable[];
}

/** How far a run is: `cut-off` was ended before it could come to a verdict. */
export type RunState = "running" | "finished" | "cut-off";

/** A run in a list. */
export interface RunRow {
  readonly id: string;
  readonly title: string;
  readonly state: RunState;
  readonly startedAtMs?: number;
  readonly endedAtMs?: number;
  /** Only of a run that came to its end. */
  readonly verdict?: string;
  readonly reason?: string;
  readonly undone?: boolean;
}

/** `GET /v1/chaos/experiments`. */
export interface ExperimentsDocument {
  readonly schema: "netops.experiments/v1";
  readonly gallery: readonly GalleryView[];
  /** Newest first. */
  readonly runs: readonly RunRow[];
}

/** One thing that happened in a run. */
export interface RunProgress {
  readonly kind: string;
  readonly atMs: number;
  readonly phase?: string;
  /** Name of the activity, probe or fault. */
  readonly name?: string;
  readonly status?: string;
  readonly isMet?: boolean;
  readonly data?: Readonly<Record<string, unknown>>;
}

/** `GET /v1/chaos/experiments/ID`. */
export interface RunDocument extends RunRow {
  readonly schema: "netops.experiment.run/v1";
  /** The file, or the name of the gallery, that it was read from. */
  readonly file: string;
  readonly seed?: string;
  readonly planHash?: string;
  readonly exitCode?: number;
  readonly deviated?: boolean;
  readonly recoveryMs?: number;
  readonly variables: readonly string[];
  readonly progress: readonly RunProgress[];
  /** Whether there was more of it; the first and the newest are kept. */
  readonly isCut: boolean;
  /** Its faults, as far as the guardian still knows them. */
  readonly faults: readonly FaultView[];
}

export type ExperimentRequest = z.infer<typeof ExperimentRequest>;
