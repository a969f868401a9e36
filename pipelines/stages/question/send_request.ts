import { type HttpClientRequest, NetopsError } from "@netops/core";
import type { StageServices } from "../../ports/stage_services.ts";
import { readStart } from "./read_start.ts";

/** An answer, or why there is none. */
export type RequestOutcome =
  | { readonly status: number; readonly body: string }
  | { readonly noAnswer: string };

/** Longest that a request of a stage may take, in ms. */
export const REQUEST_MS = 10_000;

const KEPT_BYTES = 64 * 1_024;

/** Sends one request and reads the start of its answer; nobody there, and no answer in time, are outcomes. */
export async function sendRequest(
  { http }: Pick<StageServices, "http">,
  request: Omit<HttpClientRequest, "signal">,
): Promise<RequestOutcome> {
  const signal = AbortSignal.timeout(REQUEST_MS);
  try {
    const response = await http.send({ ...request, signal });
    return { status: response.status, body: await readStart(response, KEPT_BYTES) };
  } catch (error) {
    if (signal.aborted) return { noAnswer: `did not answer within ${REQUEST_MS / 1_000} s` };
    if (error instanceof NetopsError && error.code !== "UNREACHABLE") throw error;
    return { noAnswer: error instanceof Error ? error.message : String(error) };
  }
}
