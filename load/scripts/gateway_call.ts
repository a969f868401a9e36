import http from "k6/http";
import {
  CALL_ATTEMPT_MS,
  CALL_DEADLINE_MS,
  type CallAnswer,
  callFailure,
  isBusiness,
  isPassing,
  retryWaitMs,
} from "../session/mod.ts";
import { bytesOf, headerOf, type K6Response, lossOf, textOf, tookMs } from "./http_answer.ts";
import type { SessionScope } from "./session_scope.ts";
import { nowMs, sleepMs } from "./vu_clock.ts";

/** One call to the platform; every call of a viewer may be sent again. */
export interface GatewayCall {
  readonly kind: "play" | "events" | "signin" | "browse";
  readonly service: string;
  readonly method: "GET" | "POST";
  /** Path and query behind the gateway's address. */
  readonly path: string;
  readonly body?: unknown;
  readonly traceParent?: string;
  /** When to give up, on the VU's clock; after 20 s at the latest. */
  readonly untilMs: number;
}

/** A login, all but its time. */
export const LOGIN: Omit<GatewayCall, "untilMs"> = {
  kind: "signin",
  service: "user",
  method: "POST",
  path: "/user/login",
};

/** What a call came to. */
export interface GatewayAnswer extends CallAnswer {
  readonly isOk: boolean;
  /** The whole body. */
  readonly text: string;
  /** Whether `untilMs` came while it was still being waited for: nobody knows how it would have gone. */
  readonly isCut: boolean;
}

/** Calls the platform as a player does: rides over what passes, and signs in anew when a token ended. */
export async function callGateway(call: GatewayCall, scope: SessionScope): Promise<GatewayAnswer> {
  const endMs = Math.min(call.untilMs, nowMs() + CALL_DEADLINE_MS);
  let hasRenewed = false;
  for (let attempt = 0;; attempt++) {
    const answer = await tryOnce(call, endMs, scope);
    if (answer.isOk || answer.isCut) return answer;
    let passing = answer;
    if (answer.status === 401 && call.kind !== "signin" && !hasRenewed) {
      const login = await renew(call.untilMs, scope);
      hasRenewed = login.isOk;
      if (login.isCut) return login;
      if (login.isOk) continue;
      // A login that may be well in a moment is no reason to be refused now.
      passing = login;
    }
    if (!isPassing(passing)) return answer;
    const waitMs = retryWaitMs(passing, attempt, scope.session.random);
    if (nowMs() + waitMs >= endMs) return passing;
    await sleepMs(waitMs);
  }
}

/** Signs in, once, and takes the new token. A login that fails leaves the old one. */
export async function renew(untilMs: number, scope: SessionScope): Promise<GatewayAnswer> {
  const answer = await tryOnce({ ...LOGIN, untilMs }, untilMs, scope);
  if (answer.isOk) scope.account.renewed(answer.text);
  return answer;
}

/** Says what failed, with the address that was asked. */
export function failureOf(call: GatewayCall, answer: GatewayAnswer, scope: SessionScope) {
  return callFailure(answer, {
    service: call.service,
    url: scope.gatewayUrl + call.path,
    ...(call.traceParent === undefined ? {} : { traceId: scope.session.traceId }),
  });
}

async function tryOnce(
  call: GatewayCall,
  endMs: number,
  scope: SessionScope,
): Promise<GatewayAnswer> {
  const timeout = Math.max(1, Math.min(CALL_ATTEMPT_MS, endMs - nowMs()));
  const response = await send(call, timeout, scope);
  const answer = answerOf(response);
  const isCut = answer.reason === "timeout" && nowMs() >= call.untilMs;
  if (!isCut) count(call, response, { answer, scope });
  return { ...answer, isCut };
}

function send(call: GatewayCall, timeout: number, scope: SessionScope): Promise<K6Response> {
  const { kind, service, method, path, traceParent } = call;
  const isLogin = kind === "signin";
  const body = isLogin ? scope.account.credentials : call.body;
  const headers = {
    accept: "application/json",
    ...(isLogin ? {} : { authorization: scope.account.bearer }),
    ...(body === undefined ? {} : { "content-type": "application/json" }),
    ...(traceParent === undefined ? {} : { traceparent: traceParent }),
  };
  const payload = body === undefined ? null : JSON.stringify(body);
  return http.asyncRequest(method, scope.gatewayUrl + path, payload, {
    ...{ headers, timeout, redirects: 0, responseType: "text" },
    tags: { kind, name: kind === "browse" ? service : kind },
  });
}

function answerOf(response: K6Response): Omit<GatewayAnswer, "isCut"> {
  const text = textOf(response);
  const { status } = response;
  if (status >= 200 && status < 300) {
    // Who cannot read an answer has none; it may be whole the next time.
    return isJson(text)
      ? { isOk: true, status, text }
      : { isOk: false, reason: "broken answer", text };
  }
  const reason = lossOf(response);
  const retryAfter = headerOf(response, "Retry-After");
  return {
    ...{ isOk: false, text, ...problemOf(text) },
    ...(reason === undefined ? { status } : { reason }),
    ...(retryAfter === undefined ? {} : { retryAfter }),
  };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** What a problem document says; nothing for other bodies. */
function problemOf(text: string): Pick<CallAnswer, "code" | "detail"> {
  try {
    const { code, detail } = JSON.parse(text) as Record<string, unknown>;
    return {
      ...(typeof code === "string" ? { code } : {}),
      ...(typeof detail === "string" ? { detail } : {}),
    };
  } catch {
    return {};
  }
}

interface Tried {
  readonly answer: Omit<GatewayAnswer, "isCut">;
  readonly scope: SessionScope;
}

function count(call: GatewayCall, response: K6Response, { answer, scope }: Tried): void {
  const { kind, service } = call;
  const isExpected = answer.isOk || isBusiness(answer) || answer.status === 401;
  const failure = isExpected
    ? {}
    : { failure: failureOf(call, { ...answer, isCut: false }, scope) };
  scope.recorder.call({
    ...{ kind, service, url: scope.gatewayUrl + call.path, bytes: bytesOf(response) },
    ...(answer.status === undefined ? {} : { durationMs: tookMs(response) }),
    ...failure,
  }, nowMs());
}
