import { type Clock, type HttpClient, NetopsError } from "@netops/core";
import type { FetchFailure, ViewerInput, ViewerRequest } from "@netops/core/viewer";

/** What a fetch works with. */
export interface FetchOptions {
  readonly http: HttpClient;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly feed: (input: ViewerInput) => void;
}

/** How often bytes are told; a viewer looks at them four times a second. */
const PROGRESS_MS = 100;
/** No playlist is longer; who sends more is not believed. */
const MOST_TEXT_BYTES = 4_000_000;

/**
 * Sends a request of a viewer and feeds back what comes: head, progress, answer or failure; nothing once
 * it is aborted. Media is counted and dropped as it comes.
 */
export async function fetchRequest(request: ViewerRequest, options: FetchOptions): Promise<void> {
  const { id } = request;
  try {
    await exchange(request, options);
  } catch (thrown) {
    if (options.signal.aborted) return;
    options.feed({ kind: "failure", id, reason: reasonOf(thrown) });
  }
}

async function exchange(request: ViewerRequest, options: FetchOptions): Promise<void> {
  const { http, signal, feed } = options;
  const { id, url, headers } = request;
  const response = await http.send({ method: "GET", url, headers, signal });
  const { status } = response;
  if (!response.ok) {
    // It is of no use, and the connection may be one that is broken.
    response.body?.cancel().catch(() => undefined);
    return feed({ kind: "answer", id, status, bytes: 0 });
  }
  const promised = response.headers.get("content-length");
  const sizeBytes = promised === null ? undefined : Number(promised);
  feed({ kind: "head", id, ...(sizeBytes === undefined ? {} : { sizeBytes }) });
  const body = await readBody(response, request, options);
  if (sizeBytes !== undefined && body.bytes !== sizeBytes) {
    return feed({ kind: "failure", id, reason: "truncated" });
  }
  const isHit = readHit(response.headers);
  const life = readLife(response.headers);
  feed({
    ...{ kind: "answer", id, status, ...body },
    ...(isHit === undefined ? {} : { isHit }),
    ...(life === undefined ? {} : { life }),
  });
}

async function readBody(
  response: Response,
  { id, wantsText }: ViewerRequest,
  { clock, feed }: FetchOptions,
): Promise<{ readonly bytes: number; readonly text?: string }> {
  const decoder = wantsText ? new TextDecoder() : undefined;
  let toldAtMs = clock.monotonicMs();
  let bytes = 0;
  let text = "";
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (decoder !== undefined && bytes <= MOST_TEXT_BYTES) {
      text += decoder.decode(chunk, { stream: true });
    }
    const nowMs = clock.monotonicMs();
    if (nowMs - toldAtMs < PROGRESS_MS) continue;
    toldAtMs = nowMs;
    feed({ kind: "progress", id, bytes });
  }
  return decoder === undefined ? { bytes } : { bytes, text: text + decoder.decode() };
}

function reasonOf(thrown: unknown): FetchFailure {
  const phase = thrown instanceof NetopsError ? thrown.details["phase"] : undefined;
  return phase === "connect" ? "connect" : "reset";
}

/** Whether the OCA had it in memory, as `Server-Timing: cdn-cache;desc=HIT` says; undefined if unsaid. */
export function readHit(headers: Headers): boolean | undefined {
  const [, word] =
    /\bcdn-cache\s*;\s*desc="?(hit|miss)\b/i.exec(headers.get("server-timing") ?? "") ??
      [];
  return word === undefined ? undefined : word.toLowerCase() === "hit";
}

/** Which life of the OCA answered, as `Server-Timing: life;desc=…` says; undefined if unsaid. */
export function readLife(headers: Headers): string | undefined {
  return /\blife\s*;\s*desc="?(\w+)/.exec(headers.get("server-timing") ?? "")?.[1];
}
