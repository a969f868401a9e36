import { z } from "zod";
import { FENCE_HEADER as FENCE } from "../nouns/fence_header.ts";
import type { InstanceStatus } from "../nouns/instance_status.ts";
import { MOST_REPLICAS } from "../nouns/replicas.ts";

/** Where an artifact is baked from: a folder as it is now, or what a git ref points at. */
export const BakeSource = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("dir"), dir: z.string().min(1) }),
  z.strictObject({
    kind: z.literal("git"),
    /** A folder inside the repository. */
    repo: z.string().min(1),
    ref: z.string().min(1),
    /** The service's folder below the root of the repository; its own folder of `netops.yaml` when left out. */
    dir: z.string().optional(),
  }),
]);

/** Asks fleet to bake what an app is to run; the same content is baked once. */
export const BakeRequest = z.strictObject({ app: z.string(), from: BakeSource });

/** A baked artifact together with the configuration of its app. */
export interface BakedArtifact {
  readonly app: string;
  readonly hash: string;
  /** Artifact and configuration. */
  readonly version: string;
  /** False when it was there already. */
  readonly isNew: boolean;
  /** The commit that a git ref pointed at. */
  readonly commit?: string;
  readonly warnings: readonly string[];
}

/** What a server group is started from. */
export const GroupSource = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("artifact"), hash: z.string() }),
  /** The version of another group, also of one that is gone. */
  z.strictObject({ kind: z.literal("group"), name: z.string() }),
]);

/** Asks fleet for a server group without traffic. */
export const GroupRequest = z.strictObject({
  /** Asked for twice with one key, a group is started once. */
  key: z.string().min(1).max(200),
  app: z.string(),
  /** The `detail` of its name, such as `baseline`. */
  detail: z.string().regex(/^[a-z][a-z0-9]{0,19}$/).optional(),
  source: GroupSource,
  replicas: z.int().min(1).max(MOST_REPLICAS),
});

/** Sets how many instances a group has. */
export const GroupResize = z.strictObject({ replicas: z.int().min(0).max(MOST_REPLICAS) });

/** An instance of a group, as far as a deploy looks at it. */
export interface ServerGroupInstance {
  readonly id: string;
  readonly host: string;
  readonly port: number;
  readonly zone: string;
  readonly status: InstanceStatus;
  readonly startedAtMs: number;
  readonly restarts: number;
  /** Why its last health check failed, as long as none succeeds. */
  readonly probeReason?: string;
}

/** A server group as fleet sees it. */
export interface ServerGroupView {
  readonly name: string;
  readonly app: string;
  readonly cluster: string;
  readonly version: string;
  readonly tier: "platform" | "service";
  /** Undefined for an app of netops's own, which is not baked. */
  readonly artifact?: string;
  /** What it was asked for with. */
  readonly key?: string;
  readonly createdAtMs: number;
  readonly desired: number;
  readonly up: number;
  /** From its start until all of it was healthy for the first time. */
  readonly readyMs?: number;
  /** Instances that ended without being asked to and without a fault. */
  readonly deaths: number;
  /** Why it does not come up: it dies again and again, or is not healthy in time. */
  readonly failure?: string;
  /** The last it said, while something is wrong. */
  readonly lastLines: readonly string[];
  /** Share of the requests by weight, 0 to 1; 0 is disabled. */
  readonly shareRatio: number;
  /** The port is fixed, so that only one instance can be there at a time. */
  readonly isPortFixed: boolean;
  /** The path of its health check, where it has one. */
  readonly healthPath?: string;
  readonly instances: readonly ServerGroupInstance[];
}

/** What is under way at a group, as its callers say. */
export interface ServerGroupLoad {
  readonly name: string;
  /** Requests, and answers that still stream, at all gateways together. */
  readonly inFlight: number;
  /** WebSockets that pass through. */
  readonly sockets: number;
  /** Gateways that did not answer, or do not route by the newest epoch yet. */
  readonly silent: readonly string[];
  /** Without traffic, nothing under way, and everybody said so. */
  readonly isDrained: boolean;
}

/** Whether every living consumer routes by an epoch. */
export interface RoutesSettled {
  readonly epoch: number;
  readonly isSettled: boolean;
  readonly silent: readonly string[];
}

/** What the gateways came to with the requests of an app; counted since each of them started. */
export interface RequestLedger {
  readonly gateways: readonly {
    readonly id: string;
    /** By server group; `-` when none could be chosen. */
    readonly groups: Readonly<Record<string, GroupLedger>>;
  }[];
  /** Gateways that did not answer. */
  readonly silent: readonly string[];
}

/** What came of requests, by the group of their last attempt. */
export interface GroupLedger {
  /** The service answered, whatever it said. */
  readonly answered: number;
  /** Nobody answered: no instance, a refused or broken connection, or no answer in time. */
  readonly dropped: number;
  /** Of those answered, with a status of 500 or above. */
  readonly failed: number;
}

/** Keeps other changes of an app away for a time; renewed by who holds it. */
export const AppLease = z.strictObject({
  holder: z.string().min(1).max(200),
  leaseMs: z.int().min(1_000).max(600_000),
});

/** The header that a conductor's changes carry: fleet refuses a lower one than it has seen. */
export const FENCE_HEADER = FENCE;

export type BakeSource = z.infer<typeof BakeSource>;
export type BakeRequest = z.infer<typeof BakeRequest>;
export type GroupSource = z.infer<typeof GroupSource>;
export type GroupRequest = z.infer<typeof GroupRequest>;
export type GroupResize = z.infer<typeof GroupResize>;
export type AppLease = z.infer<typeof AppLease>;
