import type {
  Clock,
  HttpClient,
  HttpHandler,
  Logger,
  PrincipalSeal,
  Rng,
  Timer,
  Tracer,
  WebSockets,
} from "@netops/core";
import type { ClientMetrics, RoutesWatch, Upstream } from "@netops/core/clients";
import type { FaultBook, FaultCarrier, FaultTagger } from "@netops/core/faults";
import { AttemptsLog } from "./attempts_log.ts";
import type { Filter } from "./filter.ts";
import { proxy } from "./filters/endpoint/proxy.ts";
import { webSocket } from "./filters/endpoint/web_socket.ts";
import { answerHealth } from "./filters/inbound/answer_health.ts";
import { authenticate } from "./filters/inbound/authenticate.ts";
import { carryFaults } from "./filters/inbound/carry_faults.ts";
import { checkHost } from "./filters/inbound/check_host.ts";
import { checkMethod } from "./filters/inbound/check_method.ts";
import { checkTarget } from "./filters/inbound/check_target.ts";
import { chooseGroup } from "./filters/inbound/choose_group.ts";
import { findRoute } from "./filters/inbound/find_route.ts";
import { identify } from "./filters/inbound/identify.ts";
import { meetFaults } from "./filters/inbound/meet_faults.ts";
import { limitRate } from "./filters/inbound/limit_rate.ts";
import { recogniseProbe } from "./filters/inbound/recognise_probe.ts";
import { readBody } from "./filters/inbound/read_body.ts";
import { readHeaders } from "./filters/inbound/read_headers.ts";
import { carryOutFaults } from "./filters/outbound/carry_out_faults.ts";
import { countArms } from "./filters/outbound/count_arms.ts";
import { closeUnread } from "./filters/outbound/close_unread.ts";
import { recordRequest } from "./filters/outbound/record_request.ts";
import { tagResponse } from "./filters/outbound/tag_response.ts";
import type { GatewayConfig } from "./gateway_config.ts";
import { InFlight } from "./in_flight.ts";
import { exportLedger } from "./ledger_series.ts";
import { OpenSockets } from "./open_sockets.ts";
import { type ListenerIdentity, RequestContext } from "./request_context.ts";
import { RequestLedger } from "./request_ledger.ts";
import { createFilterChain, runFilters } from "./run_filters.ts";
import type { TokenVerifier } from "./token_verifier.ts";

/** What is made to fail at a gateway, and what it lets requests carry. */
export interface GatewayFaults {
  readonly book: FaultBook;
  readonly carrier: FaultCarrier;
  readonly tagger: FaultTagger;
}

/** What a gateway is made of. */
export interface GatewayOptions {
  readonly config: GatewayConfig;
  readonly runId: string;
  readonly routes: RoutesWatch;
  readonly upstream: Upstream;
  readonly http: HttpClient;
  readonly webSockets: WebSockets;
  readonly verifier: TokenVerifier;
  readonly seal: PrincipalSeal;
  readonly metrics: ClientMetrics;
  /** What is made to fail at this gateway. */
  readonly faults: GatewayFaults;
  readonly tracer: Tracer;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly timer: Timer;
  /** Chooses server groups; from the run's seed. */
  readonly rng: Rng;
  /** Makes request ids; not from the seed, since no two requests of any run share one. */
  readonly idRng: Rng;
}

/** The edge: one chain of filters per listener over the same routes and instances. */
export class Gateway {
  readonly attemptsLog: AttemptsLog = new AttemptsLog();
  readonly openSockets: OpenSockets = new OpenSockets();
  /** What is under way at each instance. */
  readonly instanceLoad: InFlight = new InFlight();
  /** What is under way at each server group, from the choice of the group on. */
  readonly groupLoad: InFlight = new InFlight();
  /** What came of requests. */
  readonly ledger: RequestLedger = new RequestLedger();
  readonly #options: GatewayOptions;
  readonly #shared: readonly Filter[];
  readonly #inFlight: { set(value: number, labels: Record<string, string>): void };
  readonly #exportLedger: () => void;
  #inFlightCount = 0;
  #isLeaving = false;

  /** Builds the filters that all listeners share. */
  constructor(options: GatewayOptions) {
    this.#options = options;
    this.#shared = this.#createFilters();
    this.#inFlight = options.metrics.gauge(
      "http_server_requests_in_flight",
      "Requests whose answer has not begun",
    );
    this.#exportLedger = exportLedger(this.ledger, options.metrics);
  }

  /** Whether it knows where traffic goes. */
  isHealthy(): boolean {
    return this.#options.routes.snapshot() !== undefined;
  }

  /** Brings up to date what is printed of it: called for each print, so that requests need not. */
  updateMetrics(): void {
    this.#exportLedger();
    this.#inFlight.set(this.#inFlightCount, { kind: "request" });
    this.#inFlight.set(this.openSockets.count, { kind: "web_socket" });
  }

  /** The handler of one listener. */
  handlerFor(listener: ListenerIdentity): HttpHandler {
    const { allowOrigins } = this.#options.config;
    const chain = createFilterChain([...this.#shared, checkHost({ listener, allowOrigins })]);
    const { clock, logger } = this.#options;
    const onBug = (error: Error, context: RequestContext) =>
      logger.log("error", error.message, { requestId: context.requestId, cause: stackOf(error) });
    return async (request, peer) => {
      this.#inFlightCount++;
      try {
        const startedAtMs = clock.monotonicMs();
        const context = new RequestContext(request, { peer, listener, startedAtMs });
        const response = await runFilters(chain, context, { onBug });
        if (context.errorCode !== undefined) settleError(context);
        if (this.#isLeaving) endConnection(response);
        return response;
      } finally {
        this.#inFlightCount--;
      }
    };
  }

  /** From now on every answer ends its connection, so that its client turns to another gateway. */
  sayGoodbye(): void {
    this.#isLeaving = true;
  }

  #createFilters(): Filter[] {
    const { config, clock, timer, rng, idRng, routes, upstream, http, faults } = this.#options;
    const { attemptsLog, openSockets, instanceLoad: inFlight, groupLoad, ledger } = this;
    const { maxBodyBytes, bodyProgressTimeoutMs, streamIdleTimeoutMs } = config;
    return [
      identify({
        tracer: this.#options.tracer,
        clock,
        firstByteTimeoutMs: config.firstByteTimeoutMs,
      }),
      checkMethod(),
      checkTarget(),
      answerHealth({ runId: this.#options.runId, isHealthy: () => this.isHealthy() }),
      findRoute({ routes }),
      recogniseProbe({ clock }),
      authenticate({ verifier: this.#options.verifier }),
      meetFaults({ book: faults.book, timer }),
      carryFaults(faults),
      limitRate({ clock, gateways: config.gateways }),
      readHeaders({
        ...{ maxHeaderBytes: config.maxHeaderBytes, seal: this.#options.seal },
        onForeignFaults: () => faults.carrier.refuse("outside"),
      }),
      readBody({ maxBodyBytes, progressTimeoutMs: bodyProgressTimeoutMs, timer }),
      chooseGroup({ routes, upstream, rng, groupLoad, ledger }),
      webSocket({ upstream, webSockets: this.#options.webSockets, openSockets, inFlight }),
      proxy({
        ...{ upstream, http, clock, timer, routes, rng, streamIdleTimeoutMs, inFlight, groupLoad },
        fallbacks: this.#options.metrics.counter("fallback_total", "Calls answered by a fallback"),
      }),
      carryOutFaults(),
      closeUnread(),
      tagResponse({ rng: idRng }),
      countArms({ clock, metrics: this.#options.metrics }),
      recordRequest({ clock, metrics: this.#options.metrics, attemptsLog }),
    ];
  }
}

/** Counts a request that was answered with an error of ours. */
function settleError({ routed, request, body, errorCode }: RequestContext): void {
  const isClients = body?.failure !== undefined || errorCode === "REQUEST_INVALID" ||
    request.signal.aborted;
  if (isClients) routed?.left();
  else routed?.dropped();
}

/** Source: RFC 9112, section 9.6. The answer to an accepted WebSocket belongs to the host. */
function endConnection(response: Response): void {
  if (response.status !== 101) response.headers.set("connection", "close");
}

function stackOf(error: Error): string {
  return error.cause instanceof Error ? error.cause.stack ?? error.cause.message : String(error);
}
