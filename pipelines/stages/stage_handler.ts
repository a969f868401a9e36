import type { Rng } from "@netops/core";
import type { DeployDetail, StageSpecOf, StageType, StoredLook } from "@netops/core/contracts";
import type { DeliveryPlatform } from "../ports/delivery_platform.ts";
import type { MetricSource } from "../ports/metric_source.ts";
import type { ReleaseProbe } from "../ports/release_probe.ts";
import type { StageServices } from "../ports/stage_services.ts";

/** What a stage gave out, for later ones. */
export type StageOutputs = Readonly<Record<string, string | number | boolean>>;

/** What somebody asked of a stage that runs; each is there once, until the stage took it. */
export interface StageWishes {
  /** Go on with the next share at once, or to the end without another look. */
  readonly promote?: "step" | "full";
  readonly rollback?: boolean;
  readonly answer?: {
    readonly approve: boolean;
    readonly by: string;
    readonly role?: string;
    readonly note?: string;
  };
}

/** What a stage works with. */
export interface StageScope<T extends StageType = StageType> {
  readonly executionId: string;
  readonly app: string;
  /** What it was told, with every reference replaced by its value. */
  readonly spec: StageSpecOf<T>;
  /** `EXECUTION/STAGE`: what the keys of its effects begin with. */
  readonly key: string;
  readonly startedAtMs: number;
  readonly nowMs: number;
  /** The same draws whenever this stage is looked at. */
  readonly rng: Rng;
  readonly wishes: StageWishes;
  /** Outputs of stages that are over, by name. */
  readonly outputs: Readonly<Record<string, StageOutputs>>;
  readonly platform: DeliveryPlatform;
  readonly probe: ReleaseProbe;
  readonly metrics: MetricSource;
  readonly services: StageServices;
}

/** What becomes of a stage after a look at it. */
export interface StageStep<State> {
  readonly state: State;
  /** FAILED is turned into a status by `onFailure` of the stage. */
  readonly status: "RUNNING" | "SUCCEEDED" | "FAILED" | "SKIPPED" | "CANCELED";
  readonly outputs?: StageOutputs;
  /** What it waits for, or why it ended as it did. */
  readonly reason?: string;
  /** Look again then, or sooner; 250 ms after now when left out. 0 asks for at once. */
  readonly wakeAtMs?: number;
  /** What happened; written in the same commit as the state. */
  readonly events?: readonly { readonly kind: string; readonly data: Record<string, unknown> }[];
  readonly deploy?: DeployDetail;
  /** Kept for a replay; too large for the state. */
  readonly look?: StoredLook;
  /** Wishes that were taken. */
  readonly took?: readonly (keyof StageWishes)[];
}

/**
 * Carries out one type of stage.
 *
 * `State` is plain JSON of a few KiB. After each step it is stored before the next one is made, so that
 * whoever is killed at any moment goes on from the last state: a step makes at most one change of the world, and
 * one that may be asked for again.
 */
export interface StageHandler<T extends StageType = StageType, State = unknown> {
  readonly type: T;
  /** The state before anything was done; changes nothing. */
  begin(scope: StageScope<T>): State;
  /** Does the next thing. What may be otherwise in a moment (troubles.ts) is tried again; all else fails the stage. */
  advance(state: State, scope: StageScope<T>): Promise<StageStep<State>>;
  /** Takes back what it holds, step by step, until the status is CANCELED. */
  cancel(state: State, scope: StageScope<T>): Promise<StageStep<State>>;
}
