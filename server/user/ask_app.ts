import { type Clock, fromProblem, NetopsError } from "@netops/core";
import type { Caller } from "@netops/core/clients";

/** How other apps are asked. */
export interface AskOptions {
  readonly caller: Caller;
  readonly token: string;
  readonly clock: Clock;
}

/** What an app is asked. */
export interface Question {
  readonly app: string;
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array<ArrayBuffer>;
  readonly timeoutMs: number;
}

/** Asks an app what may be asked twice. @throws {NetopsError} its problem, or that it did not answer. */
export async function askApp(options: AskOptions, question: Question): Promise<unknown> {
  const { caller, token, clock } = options;
  const { app, timeoutMs, headers, ...request } = question;
  const response = await caller.call(app, {
    ...request,
    idempotent: true,
    deadlineAtMs: clock.nowMs() + timeoutMs,
    headers: {
      authorization: `Bearer ${token}`,
      ...(request.body === undefined ? {} : { "content-type": "application/json" }),
      ...headers,
    },
  });
  const answer: unknown = await response.json();
  if (response.ok) return answer;
  throw fromProblem(answer) ??
    new NetopsError("UPSTREAM_FAILED", `Cannot use the answer ${response.status} of ${app}`);
}
