import type { Instance } from "../nouns/instance.ts";

/**
 * What the registry pushes on `GET /watch` (text/event-stream), each as one `data:` line of JSON.
 *
 * The first message is always a snapshot, also after a reconnect; `version` strictly increases within
 * one life of the registry. A `ping` comes every 2 s so that a reader notices a dead connection.
 */
export type RegistryWatchMessage =
  | {
    readonly type: "snapshot";
    readonly version: number;
    readonly instances: readonly RegisteredInstance[];
  }
  | {
    readonly type: "change";
    readonly version: number;
    readonly action: "ADDED" | "MODIFIED" | "DELETED";
    readonly instance: RegisteredInstance;
  }
  | { readonly type: "ping"; readonly version: number };

/** An instance as the registry knows it; `metadata` is what it registered with. */
export interface RegisteredInstance extends Instance {
  readonly metadata: Readonly<Record<string, string>>;
}

/** Metadata keys under which our instances register what Eureka has no field for. */
export const REGISTRY_METADATA_KEYS = [
  "cluster",
  "serverGroup",
  "version",
  "region",
  "zone",
] as const;
