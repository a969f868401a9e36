import type { Host } from "@netops/core/host";
import {
  type ClientMetrics,
  createUpstream,
  type Discovery,
  type Upstream,
} from "@netops/core/clients";
import { RecordingEventSink } from "@netops/core/testing";

/** The real attempt loop over the rig's instances. */
export function createRigUpstream(
  options: {
    readonly discovery: Discovery;
    readonly host: Host;
    readonly metrics: ClientMetrics;
    readonly firstByteTimeoutMs: number;
  },
): Upstream {
  const { discovery, host, metrics } = options;
  const { clock, timer } = host;
  return createUpstream({
    ...{ discovery, clock, timer, metrics },
    rng: host.createRng("upstream"),
    events: new RecordingEventSink(),
    zone: "a",
    attemptTimeoutMs: options.firstByteTimeoutMs,
  });
}
