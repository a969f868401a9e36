import type { HttpClient, HttpClientRequest } from "../ports/http.ts";

/** One connection that a test writes to. */
export interface ScriptedStream {
  readonly request: HttpClientRequest;
  send(message: unknown): void;
  comment(): void;
  end(): void;
  /** Whether the client has left. */
  cancelled(): boolean;
}

/** A client whose event streams are written by the test; other requests go to `answer`. */
export function scriptStreams(
  path: string,
  answer: (request: HttpClientRequest) => Response | Promise<Response> = () => {
    throw new Error("refused");
  },
) {
  const streams: ScriptedStream[] = [];
  const state = { refuse: false };
  const requests: HttpClientRequest[] = [];
  const send = async (request: HttpClientRequest) => {
    requests.push(request);
    request.signal?.throwIfAborted();
    if (!request.url.endsWith(path)) return await answer(request);
    if (state.refuse) throw new Error("connection refused");
    return openStream(request, streams);
  };
  const http: HttpClient & { readonly requests: readonly HttpClientRequest[] } = {
    ...{ requests, send },
    close: () => undefined,
  };
  return { http, streams, state };
}

function openStream(request: HttpClientRequest, streams: ScriptedStream[]): Response {
  const encoder = new TextEncoder();
  let cancelled = false;
  let controller: ReadableStreamDefaultController<Uint8Array>;
  const body = new ReadableStream<Uint8Array>({
    start: (made) => void (controller = made),
    cancel: () => void (cancelled = true),
  });
  streams.push({
    request,
    send: (message) => controller.enqueue(encoder.encode(`data: ${JSON.stringify(message)}\n\n`)),
    comment: () => controller.enqueue(encoder.encode(": ping\n\n")),
    end: () => controller.close(),
    cancelled: () => cancelled,
  });
  return new Response(body, { headers: { "content-type": "text/event-stream" } });
}
