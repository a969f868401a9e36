import type { ActiveSpan, HttpPeer, NetopsError, Principal } from "@netops/core";
import type { ArmTally, RequestFaults, RequestPlan } from "@netops/core/faults";
import type { Route } from "@netops/core/contracts";
import type { UpstreamAttempt } from "@netops/core/clients";
import type { RequestBody } from "./request_body.ts";
import type { RoutedRequest } from "./routed_request.ts";
import type { Target } from "./target.ts";

/** Which of our listeners a request came in by. */
export interface ListenerIdentity {
  /** `public` strips the route key from the path; `internal` belongs to one app as a whole. */
  readonly kind: "public" | "internal";
  readonly hostname: string;
  readonly port: number;
  /** The app of an internal listener. */
  readonly app?: string;
}

/** One request on its way through the filters; each filter fills in what it found out. */
export class RequestContext {
  readonly request: Request;
  readonly method: string;
  readonly peer: HttpPeer;
  readonly listener: ListenerIdentity;
  /** Monotonic time at which the request was handed to us. */
  readonly startedAtMs: number;
  requestId = "";
  /** Its part of the trace that it came with, or began. */
  span: ActiveSpan | undefined;
  traceParent = "";
  /** `x-netops-cohort` when valid, else the account that is signed in, else the client's address. */
  cohort = "";
  /** Whether the client chose its cohort. */
  isCohortSent = false;
  target: Target | undefined;
  route: Route | undefined;
  /** Path and query at the instance. */
  upstreamTarget = "";
  principal: Principal | undefined;
  /** What the instance gets as headers. */
  headers: Record<string, string> | undefined;
  body: RequestBody | undefined;
  serverGroup: string | undefined;
  /** Where it counts, from the choice of its server group on. */
  routed: RoutedRequest | undefined;
  /** Whether somebody sent it to see whether requests get through. */
  isProbe = false;
  /** The server group whose own answer the client gets; undefined for answers of anybody else. */
  servedBy: string | undefined;
  /** Chooses the server group anew. */
  reselectGroup: (() => string | undefined) | undefined;
  /** Why the app of the route cannot be asked although another one may answer for it. */
  unavailable: NetopsError | undefined;
  /** The app that answered in place of the one of the route. */
  fallbackApp: string | undefined;
  /** What faults of this gateway do to it. */
  faultPlan: RequestPlan | undefined;
  /** What it carries on to where that happens. */
  carriedFaults: RequestFaults | undefined;
  /** Where it is counted, for experiments with arms. */
  arms: readonly ArmTally[] | undefined;
  deadlineAtMs = 0;
  attempts: readonly UpstreamAttempt[] = [];
  /** The error behind an answer of ours. */
  errorCode: string | undefined;

  /** Begins with what the listener knows. */
  constructor(
    request: Request,
    options: {
      readonly peer: HttpPeer;
      readonly listener: ListenerIdentity;
      readonly startedAtMs: number;
    },
  ) {
    this.request = request;
    this.method = request.method;
    this.peer = options.peer;
    this.listener = options.listener;
    this.startedAtMs = options.startedAtMs;
  }

  /** Whether another app may answer when the one of the route fails. */
  get mayFallBack(): boolean {
    return this.route?.fallback !== undefined && !this.isWebSocket &&
      (this.method === "GET" || this.method === "HEAD");
  }

  /** Whether the client asks for a WebSocket. Source: RFC 6455, 4.2.1. */
  get isWebSocket(): boolean {
    return this.request.headers.get("upgrade")?.toLowerCase() === "websocket";
  }
}

/** The chosen group as an upstream request takes it. */
export function groupOf(
  context: RequestContext,
): { readonly serverGroup?: string; readonly reselect?: () => string | undefined } {
  const { serverGroup, reselectGroup } = context;
  if (serverGroup === undefined || reselectGroup === undefined) return {};
  return { serverGroup, reselect: reselectGroup };
}
