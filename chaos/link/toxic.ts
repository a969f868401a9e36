import type { GoField } from "./go_fields.ts";

/** Which way bytes go: upstream is from the client to the service. */
export type Direction = "upstream" | "downstream";

/** Every type of toxic that Toxiproxy has. */
export type ToxicType =
  | "latency"
  | "bandwidth"
  | "slow_close"
  | "timeout"
  | "reset_peer"
  | "slicer"
  | "limit_data"
  | "noop";

/** One fault of a proxy. A changed toxic is a new value with the same `serial`. */
export interface Toxic {
  readonly name: string;
  readonly type: ToxicType;
  /** As the client wrote it; Toxiproxy takes it in any case and says it back. */
  readonly stream: string;
  readonly direction: Direction;
  /** The share of connections that it acts on, 0 to 1. */
  readonly toxicity: number;
  readonly attributes: Readonly<Record<string, number>>;
  /** Which toxic of this name it is since the proxy was made; part of what chance is drawn from. */
  readonly serial: number;
  /** Ends by itself after this long; ours, not Toxiproxy's. */
  readonly durationMs?: number;
  /** Monotonic time at which it ends. */
  readonly endsAtMs?: number;
  /** Acts only while the connection is busy with an HTTP path that this covers; ours. */
  readonly match?: string;
  /** What this toxic draws comes from this seed and the connection's number alone; ours. */
  readonly seed?: string;
}

/** What one type of toxic is made of. */
export interface ToxicKind {
  readonly fields: readonly GoField[];
  /** Its name in Toxiproxy, which error messages show. */
  readonly goName: string;
}

/** Attributes of every type, in the order of the wire. Source: Toxiproxy 2.12, toxics/*.go. */
export const TOXIC_KINDS: Readonly<Record<ToxicType, ToxicKind>> = {
  latency: { goName: "LatencyToxic", fields: int64("latency", "jitter") },
  bandwidth: { goName: "BandwidthToxic", fields: int64("rate") },
  slow_close: { goName: "SlowCloseToxic", fields: int64("delay") },
  timeout: { goName: "TimeoutToxic", fields: int64("timeout") },
  reset_peer: { goName: "ResetToxic", fields: int64("timeout") },
  slicer: {
    goName: "SlicerToxic",
    fields: ["average_size", "size_variation", "delay"].map((name) => ({ name, type: "int" })),
  },
  limit_data: { goName: "LimitDataToxic", fields: int64("bytes") },
  noop: { goName: "NoopToxic", fields: [] },
};

function int64(...names: readonly string[]): GoField[] {
  return names.map((name) => ({ name, type: "int64" }));
}

/** Whether a toxic acts on a connection whose lot is `draw` (0 up to 1). Source: Toxiproxy, ToxicStub.Run. */
export function acts(toxic: Toxic, draw: number): boolean {
  return draw < toxic.toxicity;
}
