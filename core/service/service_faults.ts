import type { ServiceBoot } from "../contracts/service_boot.ts";
import { FailPoints } from "../faults/fail_points.ts";
import { FaultBook, isRequestEffect } from "../faults/fault_book.ts";
import { FaultCarrier } from "../faults/fault_carrier.ts";
import { FaultContextSeal } from "../faults/fault_context.ts";
import { createFaultRoutes } from "../faults/fault_routes.ts";
import { InnerEffects, isInnerEffect } from "../faults/inner_effects.ts";
import { accountReader } from "../faults/request_facts.ts";
import type { RequestFaults } from "../faults/request_faults.ts";
import { serveWithFaults } from "../faults/serve_with_faults.ts";
import { FaultTagger } from "../faults/tag_requests.ts";
import { TouchedRequests } from "../faults/touched_requests.ts";
import { createScope } from "../host/async_scope.ts";
import type { Host } from "../host/host.ts";
import { PrincipalSeal } from "../nouns/principal.ts";
import type { Clock } from "../ports/clock.ts";
import type { HttpHandler } from "../ports/http.ts";
import type { Timer } from "../ports/timer.ts";
import type { MetricRegistry } from "./metric_registry.ts";
import { requireToken } from "./token_guard.ts";

/** What is made to fail in a process of ours. */
export interface ServiceFaults {
  readonly book: FaultBook;
  /** Where the dependencies of the process can be made to fail. */
  readonly points: FailPoints;
  /** Takes the faults that requests carry through the process. */
  readonly carrier: FaultCarrier;
  /** The clock that the code of the process sees. */
  readonly clock: Clock;
  /** Makes requests carry faults, and lets the process take such faults: gateways only. */
  openTagger(): FaultTagger;
  /** Wraps a handler in what faults of the process do to requests. */
  wrap(handler: HttpHandler): HttpHandler;
  /** The same, and in what requests carry. */
  wrapCarrying(handler: HttpHandler): HttpHandler;
  /** Answers `/faults`, which needs the run's token. */
  answer(request: Request): Promise<Response>;
  /** The ids of the faults that touched a request, with commas between them. */
  touchedBy(request: Request): string | undefined;
}

/** What the parts share. */
interface Shared {
  readonly boot: Pick<ServiceBoot, "app" | "instanceId" | "token">;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly seal: FaultContextSeal;
  readonly onHit: (kind: string) => void;
  readonly onRefused: (reason: string, count?: number) => void;
}

/** Opens the faults of a process: none, until the guardian says so. */
export function openServiceFaults(
  boot: Shared["boot"],
  host: Host,
  metrics: MetricRegistry,
): ServiceFaults {
  const { clock, timer } = host;
  const hits = metrics.counter("fault_hits_total", "What faults touched in this process");
  const refused = metrics.counter(
    "fault_context_refused_total",
    "Faults of requests that were not heeded, by reason",
  );
  const shared: Shared = {
    ...{ boot, clock, timer, seal: new FaultContextSeal(boot.token) },
    onHit: (kind) => hits.add(1, { kind }),
    onRefused: (reason, count = 1) => refused.add(count, { reason }),
  };
  const { book, points, skewed } = openBook(shared, host, metrics);
  const carrier = openCarrier(shared);
  const touched = new TouchedRequests();
  const onTouched = (request: Request, ids: readonly string[]) => touched.add(request, ids);
  const accountOf = accountReader(new PrincipalSeal(boot.token));
  const wrap = (handler: HttpHandler) =>
    serveWithFaults(handler, { book, timer, accountOf, onTouched });
  let tagger: FaultTagger | undefined;
  return {
    ...{ book, points, carrier, clock: skewed, wrap },
    wrapCarrying: (handler) => carrier.serve(wrap(handler), onTouched),
    openTagger: () => tagger ??= openTagger(shared, book),
    touchedBy: (request) => touched.of(request),
    answer: createFaultRoutes({
      book,
      authorize: (headers) => requireToken(headers, boot.token),
      carries: () => tagger !== undefined,
      accepts: (effect) =>
        isRequestEffect(effect) || isInnerEffect(effect) || points.offers(effect),
    }),
  };
}

function openBook({ boot, clock, timer, onHit }: Shared, host: Host, metrics: MetricRegistry) {
  const active = metrics.gauge("fault_active", "Faults that this process holds");
  const book = new FaultBook({
    ...{ clock, timer, createRng: host.createRng, owner: boot.instanceId },
    onBegin: (fault) => {
      inner.begin(fault);
      points.begin(fault);
    },
    onHit: ({ held }) => onHit(held.kind),
    onCount: (kind, count) => active.set(count, { kind }),
  });
  const points = new FailPoints({ book, timer });
  const inner = new InnerEffects({ book, clock, timer });
  return { book, points, skewed: inner.skewed() };
}

function openCarrier({ boot, seal, clock, timer, onHit, onRefused }: Shared): FaultCarrier {
  const scope = createScope<RequestFaults>();
  return new FaultCarrier({ app: boot.app, seal, scope, clock, timer, onHit, onRefused });
}

function openTagger({ seal, clock, onRefused }: Shared, book: FaultBook): FaultTagger {
  return new FaultTagger({
    ...{ book, seal, clock },
    onOversized: (count) => onRefused("oversized", count),
  });
}
