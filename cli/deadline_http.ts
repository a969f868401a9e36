import {
  formatDurationMs,
  type HttpClient,
  type HttpClientRequest,
  NetopsError,
  type Timer,
} from "@netops/core";

const DEADLINE_MS = 5_000;
/** A restart or a roll answers when the last new instance is healthy. */
const WORK_DEADLINE_MS = 120_000;
const WORK = /\/(restart|roll|stream|follow)$|^\/v1\/jobs(\/|$)/;

/**
 * Calls HTTP for a person who waits: who gives no answer within 5 s is hanging. What answers only
 * when its work is done has 120 s. Bodies may last.
 */
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
  const { pathname } = new URL(request.url);
  const isWork = WORK.test(pathname);
  const limitMs = isWork ? WORK_DEADLINE_MS : DEADLINE_MS;
  const late = new AbortController();
  const cancel = timer.after(limitMs, () => late.abort());
  const given = request.signal === undefined ? [] : [request.signal];
  try {
    return await http.send({ ...request, signal: AbortSignal.any([...given, late.signal]) });
  } catch (error) {
    if (!late.signal.aborted) throw error;
    const limit = formatDurationMs(limitMs);
    throw new NetopsError("TIMED_OUT", `No answer to ${pathname} within ${limit}`, {
      // Work that takes long is no reason to kill everything.
      fix: isWork ? "netops status, to see how far it is" : "netops down --force",
    });
  } finally {
    cancel();
  }
}
