import { type HttpClient, type HttpClientRequest, NetopsError, type Timer } from "@netops/core";

const DEADLINE_MS = 5_000;

/** Calls HTTP for a person who waits: who gives no answer within 5 s is hanging. Streams may last. */
export function createDeadlineHttp(http: HttpClient, timer: Timer): HttpClient {
  return {
    send: (request) => sendInTime(http, request, timer),
    close: () => http.close(),
  };
}

async function sendInTime(
  http: HttpClient,
  request: HttpClientRequest,
  timer: Timer,
): Promise<Response> {
  const late = new AbortController();
  const cancel = timer.after(DEADLINE_MS, () => late.abort());
  const given = request.signal === undefined ? [] : [request.signal];
  try {
    return await http.send({ ...request, signal: AbortSignal.any([...given, late.signal]) });
  } catch (error) {
    if (!late.signal.aborted) throw error;
    const where = new URL(request.url).pathname;
    throw new NetopsError("TIMED_OUT", `No answer to ${where} within ${DEADLINE_MS / 1000}s`, {
      fix: "netops down --force",
    });
  } finally {
    cancel();
  }
}
