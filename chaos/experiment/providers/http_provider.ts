import { ActivityFailed, PythonError } from "../python/python_error.ts";
import type { Value, ValueMap } from "../python/value.ts";
import { type ActivityCall, LARGEST_BODY_BYTES } from "./call.ts";
import { decodeBody } from "./http_body.ts";
import {
  type HttpPatience,
  patienceOf,
  type PreparedRequest,
  prepareRequest,
} from "./http_request.ts";
import { urlOf } from "./http_request.ts";

const MOST_REDIRECTS = 30;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const IDEMPOTENT: ReadonlySet<string> = new Set([
  "GET",
  "HEAD",
  "PUT",
  "DELETE",
  "OPTIONS",
  "TRACE",
]);

/**
 * Calls HTTP: `{status, headers, body}`. Redirects are followed; every status is an answer, not a failure.
 *
 * @throws {ActivityFailed} when nobody answers, or not in time.
 * @throws {PythonError} when requests would refuse the URL, a header or the body.
 */
export async function runHttp(provider: ValueMap, call: ActivityCall): Promise<Value> {
  let request = prepareRequest(provider, call);
  const patience = patienceOf(provider, call);
  for (let hop = 0; hop <= MOST_REDIRECTS; hop++) {
    const exchange = await exchangeWithRetries(request, patience, call);
    const location = exchange.headers.get("location");
    if (location === null || location === "" || !REDIRECTS.has(exchange.status)) {
      return answerOf(exchange);
    }
    request = redirected(request, exchange.status, location);
  }
  throw new PythonError("TooManyRedirects", `Exceeded ${MOST_REDIRECTS} redirects.`);
}

interface Exchange {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Uint8Array;
}

function answerOf({ status, headers, bytes }: Exchange): Value {
  const fields: ValueMap = {};
  for (const [name, value] of headers) {
    fields[name] = Object.hasOwn(fields, name) ? `${fields[name]}, ${value}` : value;
  }
  return { status, headers: fields, body: decodeBody(bytes, headers.get("content-type")) };
}

async function exchangeWithRetries(
  request: PreparedRequest,
  patience: HttpPatience,
  call: ActivityCall,
): Promise<Exchange> {
  for (let left = patience.retries;; left--) {
    try {
      return await exchange(request, patience, call);
    } catch (error) {
      const mayRepeat = error instanceof ActivityFailed &&
        (IDEMPOTENT.has(request.method) || error.message.startsWith("failed to connect"));
      if (left <= 0 || !mayRepeat) throw error;
    }
  }
}

/** One request and its answer; the time to read counts anew with every piece of the body, as in requests. */
async function exchange(
  request: PreparedRequest,
  { readMs }: HttpPatience,
  { ports, signal }: ActivityCall,
): Promise<Exchange> {
  const expiry = new AbortController();
  const late = new ActivityFailed("activity took too long to complete");
  let cancel = () => {};
  const wait = () => {
    cancel();
    if (readMs !== undefined) cancel = ports.timer.after(readMs, () => expiry.abort(late));
  };
  wait();
  try {
    const response = await ports.http.send({
      method: request.method,
      url: request.url.href,
      headers: request.headers,
      signal: AbortSignal.any([signal, expiry.signal]),
      ...bodyOf(request),
    });
    const bytes = await readBody(response, wait);
    return { status: response.status, headers: response.headers, bytes };
  } catch (error) {
    signal.throwIfAborted();
    if (expiry.signal.aborted) throw late;
    if (error instanceof ActivityFailed || error instanceof PythonError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new ActivityFailed(`failed to connect to ${request.url.href}: ${reason}`);
  } finally {
    cancel();
  }
}

/** Bytes, as text would get a content type that nobody asked for. */
function bodyOf({ body, method }: PreparedRequest): { body?: Uint8Array<ArrayBuffer> } {
  if (body === undefined || method === "HEAD") return {};
  return { body: new TextEncoder().encode(body) };
}

async function readBody(response: Response, progress: () => void): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of readChunks(response)) {
    progress();
    chunks.push(chunk);
    sizeBytes += chunk.length;
    if (sizeBytes > LARGEST_BODY_BYTES) {
      throw new ActivityFailed(`the body is larger than ${LARGEST_BODY_BYTES} bytes`);
    }
  }
  return new Uint8Array(await new Blob(chunks as BlobPart[]).arrayBuffer());
}

async function* readChunks(response: Response): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of response.body ?? []) yield chunk;
  } catch (error) {
    if (error instanceof DOMException || error instanceof ActivityFailed) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new PythonError("ChunkedEncodingError", reason);
  }
}

/** The next request after a redirect; as browsers do, a POST becomes a GET but for 307 and 308. */
function redirected(request: PreparedRequest, status: number, location: string): PreparedRequest {
  const url = urlOf(URL.canParse(location, request.url) ? new URL(location, request.url).href : "");
  if (url.hash === "") url.hash = request.url.hash;
  const headers = new Headers(request.headers);
  if (url.hostname !== request.url.hostname) headers.delete("authorization");
  if (status === 307 || status === 308) return { ...request, url, headers };
  for (const name of ["content-length", "content-type", "transfer-encoding"]) headers.delete(name);
  const { method } = request;
  const isAsked = method !== "HEAD" && (status === 303 || status === 302);
  const becomesGet = isAsked || (status === 301 && method === "POST");
  return { method: becomesGet ? "GET" : method, url, headers };
}
