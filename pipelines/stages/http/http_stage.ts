import type { HttpClientRequest } from "@netops/core";
import { backoffMs } from "@netops/core/policies";
import { canceled, failed, going, succeeded } from "../outcomes.ts";
import { allowedUrl } from "../question/allowed_url.ts";
import { type RequestOutcome, sendRequest } from "../question/send_request.ts";
import { resolvedText, resolvedTexts } from "../resolved_value.ts";
import type { StageHandler, StageScope, StageStep } from "../stage_handler.ts";

/** How often it was sent. */
export interface HttpState {
  readonly tries: number;
}

const BACKOFF = { baseMs: 1_000, maxMs: 30_000 };
const KEPT_CHARACTERS = 2_000;

/**
 * Sends one request; below 400 is success, or the status it names.
 *
 * Statuses of 500 and above, and no answer, are tried again with growing waits. Every try carries the stage's key as
 * `idempotency-key`, so that a receiver can tell that it heard it before: a try whose outcome was lost is made again.
 */
export const httpStage: StageHandler<"http", HttpState> = {
  type: "http",
  begin: () => ({ tries: 0 }),
  advance: async (state, scope) => {
    const outcome = await sendRequest(scope.services, requestOf(scope));
    return judge(outcome, { tries: state.tries + 1 }, scope);
  },
  cancel: (state) => Promise.resolve(canceled(state)),
};

function requestOf({ spec, services, key }: StageScope<"http">): HttpClientRequest {
  const { href } = allowedUrl(resolvedText(spec.url, "url"), services);
  const headers = new Headers(resolvedTexts(spec.headers, "header"));
  headers.set("idempotency-key", key);
  const { method, body } = spec;
  if (body === undefined || method === "GET") return { method, url: href, headers };
  if (typeof body === "string") return { method, url: href, headers, body };
  if (!headers.has("content-type")) headers.set("content-type", "application/json");
  return { method, url: href, headers, body: JSON.stringify(body) };
}

function judge(
  outcome: RequestOutcome,
  state: HttpState,
  scope: StageScope<"http">,
): StageStep<HttpState> {
  const { spec } = scope;
  if ("noAnswer" in outcome) return again(state, scope, outcome.noAnswer);
  const { status, body } = outcome;
  const isGood = spec.status === undefined ? status < 400 : status === spec.status;
  const said = `answered ${status}`;
  if (isGood) {
    return succeeded(state, { status, body: body.slice(0, KEPT_CHARACTERS) }, { reason: said });
  }
  const start = body.trim() === "" ? said : `${said}: ${body.trim().slice(0, 200)}`;
  return status >= 500 ? again(state, scope, start) : failed(state, start);
}

function again(
  state: HttpState,
  { spec, nowMs, rng }: StageScope<"http">,
  why: string,
): StageStep<HttpState> {
  const { tries } = state;
  if (tries > spec.retries) return failed(state, `${why} (tried ${tries} times)`);
  const waitMs = backoffMs(tries, BACKOFF, rng.fork(`try ${tries}`));
  return going(state, {
    reason: `${why}; try ${tries + 1} of ${spec.retries + 1} follows`,
    wakeAtMs: nowMs + Math.ceil(waitMs),
  });
}
