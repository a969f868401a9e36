import type { HttpClient, Timer } from "@netops/core";
import type { Member } from "./model.ts";

/** What asking gateways works with. */
export interface AskGatewaysOptions {
  readonly gateways: readonly Pick<Member, "id" | "host" | "adminPort">[];
  readonly http: HttpClient;
  readonly timer: Timer;
}

/** What gateways said, and those that said nothing. */
export interface GatewayAnswers<T> {
  readonly answers: readonly { readonly id: string; readonly body: T }[];
  readonly silent: readonly string[];
}

/** One that takes longer is taken for silent. */
const ANSWER_MS = 500;

/** Asks every gateway for a path of its admin port, all at once; who does not answer within 500 ms is silent. */
export async function askGateways<T>(
  path: string,
  options: AskGatewaysOptions,
): Promise<GatewayAnswers<T>> {
  const told = await Promise.all(options.gateways.map(async (gateway) => {
    const url = `http://${gateway.host}:${gateway.adminPort}${path}`;
    return { id: gateway.id, body: await ask<T>(url, options) };
  }));
  return {
    answers: told.flatMap(({ id, body }) => body === undefined ? [] : [{ id, body }]),
    silent: told.filter(({ body }) => body === undefined).map(({ id }) => id),
  };
}

async function ask<T>(url: string, { http, timer }: AskGatewaysOptions): Promise<T | undefined> {
  const late = new AbortController();
  const cancel = timer.after(ANSWER_MS, () => late.abort());
  try {
    const response = await http.send({ method: "GET", url, signal: late.signal });
    if (response.ok) return await response.json() as T;
    await response.body?.cancel();
  } catch {
    // A gateway that does not answer, or answers no JSON, says nothing: whoever asks counts it as silent.
  } finally {
    cancel();
  }
  return undefined;
}
