import type { Placement } from "../nouns/instance.ts";

/**
 * The first line that fleet writes to the stdin of a process of ours: who it is and where the others are.
 *
 * It comes by pipe so that the token stands neither in argv nor in an environment. Types only: the
 * sender is our own parent, and zod stays off the start-up path.
 */
export interface ServiceBoot extends Placement {
  readonly runId: string;
  readonly instanceId: string;
  /** The port of health, metrics and admin routes; the same as `port` where one listener does both. */
  readonly adminPort: number;
  /** The state folder; the process may write below `dataDir` only. */
  readonly home: string;
  readonly dataDir: string;
  /** The per-run token that changes on admin ports need. */
  readonly token: string;
  readonly fleetUrl: string;
  /** Empty when this process is the registry. */
  readonly registryUrl: string;
  /** The kv process, without a trailing slash; it keeps its address when it restarts. */
  readonly kvUrl: string;
  /** The public port of the platform, without a trailing slash. */
  readonly gatewayUrl: string;
  /** Where OTLP is taken; empty when this platform has no telemetry. */
  readonly telemetryUrl: string;
  readonly seed: string;
  /** The recovery that started this process: what its first registration is a part of. */
  readonly traceparent?: string;
  /** What only this app understands. */
  readonly config: Readonly<Record<string, unknown>>;
}
