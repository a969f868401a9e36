import type {
  CohortTerms,
  FaultKindView,
  FaultPlace,
  InnerEffect,
  ProcessEffect,
  PsInstance,
  RequestEffect,
  RequestMatch,
} from "@netops/core/contracts";
import type { z } from "zod";

/** A toxic of a link, as the Toxiproxy API takes it. */
export interface Toxic {
  readonly type: string;
  readonly stream: "upstream" | "downstream";
  readonly toxicity: number;
  readonly attributes: Readonly<Record<string, number>>;
}

/** What a fault does to one instance, and which side carries it out. */
export type FaultPart =
  /** Fleet, from outside of the process. */
  | { readonly side: "fleet"; readonly effect: ProcessEffect }
  /** The process itself, when it is one of ours; `at` says where else a gateway lets it happen. */
  | {
    readonly side: "service";
    readonly effect: RequestEffect | InnerEffect;
    readonly match: RequestMatch;
    readonly at?: FaultPlace;
    readonly cohort?: CohortTerms;
  }
  /** A proxy in front of it that reads HTTP. */
  | { readonly side: "link"; readonly effect: RequestEffect; readonly match: RequestMatch }
  /** A proxy in front of it that passes bytes. */
  | { readonly side: "toxic"; readonly toxics: readonly Toxic[] }
  /** Another process beside it, which fleet runs until the fault ends. */
  | { readonly side: "job"; readonly command: readonly [string, ...string[]] };

/** What may be aimed at. */
export type TargetWord =
  | "app"
  | "cluster"
  | "server-group"
  | "instance"
  | "zone"
  | "region"
  | "link";

/** One kind of fault as data; doing and undoing are the same for all kinds of a side. */
export interface FaultKind<P = Record<string, unknown>>
  extends Omit<FaultKindView, "parameters" | "targets" | "os"> {
  readonly os: readonly string[];
  readonly targets: readonly TargetWord[];
  readonly parameters: z.ZodType<P>;
  /** Whether instances stop serving: then the last healthy one of a group and half of it are spared. */
  readonly takesAway: boolean;
  /** With true it hits the whole target when neither a count nor a share is given; one instance otherwise. */
  readonly hitsAll?: true;
  /** The number that says how many bytes of its disk each instance loses: so many must be free. */
  readonly disk?: keyof P & string;
  /**
   * With `gateways` the gateways give it to requests, which carry it to the app that is the target: then
   * every gateway holds a part of it.
   */
  readonly carriedBy?: "gateways";
  /** What it does to one instance; `app` is the app of the target where gateways hold it. */
  partOn(instance: PsInstance, parameters: P, app: string): FaultPart;
}

/** What most kinds have in common. */
export const ANYWHERE = {
  appliesTo: "any",
  os: ["linux", "darwin"],
  needsRoot: false,
  needsRestart: false,
} as const;

/** What the kinds have in common that only processes of ours can do to themselves. */
export const OURS_ONLY = { ...ANYWHERE, appliesTo: "builtin" } as const;

/** Everything that names instances. */
export const INSTANCES: readonly TargetWord[] = [
  "app",
  "cluster",
  "server-group",
  "instance",
  "zone",
  "region",
];

/** Gives a kind its place in a list of kinds with different parameters. */
export function faultKind<P>(kind: FaultKind<P>): FaultKind {
  return kind as unknown as FaultKind;
}
