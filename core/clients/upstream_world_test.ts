import { createFixedRng, FakeTimer, RecordingEventSink } from "../testing/mod.ts";
import { NetopsError } from "../errors/netops_error.ts";
import type { Tracer } from "../ports/tracer.ts";
import { createUpstream, type Upstream } from "./upstream.ts";
import type { AttemptContext, UpstreamRequest } from "./upstream_request.ts";
import { fakeDiscovery, RecordingMetrics } from "./client_fakes.ts";

export type Answer = (context: AttemptContext) => Response | Promise<Response>;

export interface UpstreamWorld {
  readonly timer: FakeTimer;
  readonly events: RecordingEventSink;
  readonly metrics: RecordingMetrics;
  readonly discovery: ReturnType<typeof fakeDiscovery>;
  readonly upstream: Upstream;
  request(answer: Answer, more?: Partial<UpstreamRequest>): UpstreamRequest;
}

export function createWorld(
  options: {
    maxInFlightPerApp?: number;
    zone?: string;
    retryRatio?: number;
    maxAttempts?: number;
    attemptTimeoutMs?: number;
    tracer?: Tracer;
    before?: (app: string) => Promise<void> | undefined;
  } = {},
): UpstreamWorld {
  const timer = new FakeTimer();
  const events = new RecordingEventSink();
  const metrics = new RecordingMetrics();
  const discovery = fakeDiscovery();
  const upstream = createUpstream({
    ...{ discovery, clock: timer.clock, timer, metrics, events },
    rng: createFixedRng("upstream"),
    zone: "-",
    ...options,
  });
  return {
    ...{ timer, events, metrics, discovery, upstream },
    request: (answer, more = {}) => ({
      app: "shop",
      method: "GET",
      deadlineAtMs: timer.clock.nowMs() + 20_000,
      send: (context) => Promise.resolve(context).then(answer),
      ...more,
    }),
  };
}

export const refuse = () => {
  throw new NetopsError("UNREACHABLE", "Cannot reach it", { details: { phase: "connect" } });
};
export const breakOff = () => {
  throw new NetopsError("UNREACHABLE", "Cannot reach it", { details: { phase: "exchange" } });
};
