import { type HttpClient, type HttpClientRequest, NetopsError, type Timer } from "@netops/core";

/** Statuses of answers without a body. Source: WHATWG Fetch, null body status. */
const BODILESS: ReadonlySet<number> = new Set([101, 103, 204, 205, 304]);

/**
 * Makes a client whose answers are there as a whole within `limitMs`, or are TIMED_OUT: a process that hangs
 * must not hold up a stage, which could not even be ended then.
 */
export function limitedHttp(http: HttpClient, timer: Timer, limitMs: number): HttpClient {
  return {
    send: (request) => sendWithin(http, request, { timer, limitMs }),
    close: () => http.close(),
  };
}

async function sendWithin(
  http: HttpClient,
  request: HttpClientRequest,
  { timer, limitMs }: { readonly timer: Timer; readonly limitMs: number },
): Promise<Response> {
  const late = new AbortController();
  const cancel = timer.after(limitMs, () => late.abort());
  const signal = request.signal === undefined
    ? late.signal
    : AbortSignal.any([request.signal, late.signal]);
  try {
    const response = await http.send({ ...request, signal });
    const body = await response.bytes();
    const { status, headers } = response;
    return new Response(BODILESS.has(status) ? null : body, { status, headers });
  } catch (thrown) {
    if (!late.signal.aborted) throw thrown;
    const { method, url } = request;
    throw new NetopsError(
      "TIMED_OUT",
      `Cannot wait longer than ${limitMs} ms for ${method} ${url}`,
      {
        cause: thrown,
      },
    );
  } finally {
    cancel();
  }
}
