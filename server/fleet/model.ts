import type { AppManifest, Individual, PlannedApp } from "@netops/core/contracts";

/** What a living instance is doing, as fleet sees it; times are monotonic ms. */
export type Phase =
  | { readonly kind: "spawning"; readonly sinceMs: number }
  | { readonly kind: "starting"; readonly sinceMs: number }
  | { readonly kind: "up"; readonly sinceMs: number }
  | { readonly kind: "down"; readonly sinceMs: number; readonly reason: string }
  | {
    readonly kind: "stopping";
    readonly sinceMs: number;
    readonly killAtMs: number;
    readonly reason: string;
    /** A stop that counts as a death of the service (it hung, or never got healthy). */
    readonly failed: boolean;
    readonly killed: boolean;
  };

/** Where the holders of a seat listen when they keep their address over restarts. */
export interface SeatAddress {
  readonly host: string;
  readonly port: number;
  readonly adminPort: number;
}

/** One place of a server group: the zone it stands in and how its holders have fared. */
export interface Seat {
  readonly slot: number;
  readonly region: string;
  readonly zone: string;
  /** Who alone sits here, with a name and a host of its own; undefined where all are alike. */
  readonly individual: Individual | undefined;
  /** Set with the first holder of a seat that keeps its address, and from then on the same. */
  address: SeatAddress | undefined;
  /** Deaths in a row, none of which was up for long. */
  quickDeaths: number;
  /** No start before this monotonic time. */
  notBeforeMs: number;
  restarts: number;
  /** When it died in the last minute, monotonic. */
  recentDeathsMs: readonly number[];
  /** Why the last holder ended. */
  lastReason: string | undefined;
}

/** One version of an application: the manifest, what is wanted of it, and its seats. */
export interface Group {
  readonly name: string;
  readonly cluster: string;
  readonly version: string;
  readonly manifest: AppManifest;
  /** What it is as an app of the streaming platform; undefined for the ground and for services. */
  readonly platform?: PlannedApp;
  /** What it was asked for with, by whoever delivers a release. */
  readonly key?: string;
  /** Where it runs: the artifact's folder, or the home for ground apps. */
  readonly dir: string;
  readonly createdAtMs: number;
  desired: number;
  readonly seats: Seat[];
  /** Whether all desired instances were up at once, ever. */
  wasUp: boolean;
}

/** A living (or dying) instance. */
export interface Member {
  readonly id: string;
  readonly group: string;
  readonly slot: number;
  readonly region: string;
  readonly zone: string;
  readonly host: string;
  readonly port: number;
  readonly adminPort: number;
  readonly startedAtMs: number;
  pid: number;
  startMark: string;
  phase: Phase;
  nextProbeMs: number;
  probing: boolean;
  failedProbes: number;
  /** What the last health check found wrong. */
  probeReason: string | undefined;
  /** When it was healthy for the first time. */
  upSinceMs: number | undefined;
}

/** Everything the supervisor decides upon. */
export interface World {
  readonly groups: Map<string, Group>;
  readonly members: Map<string, Member>;
  /** With true nothing is started any more. */
  stopping: boolean;
}
