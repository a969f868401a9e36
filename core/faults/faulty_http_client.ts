import type { FailPoint } from "../contracts/fault.ts";
import type { HttpClient } from "../ports/http.ts";
import type { FailPoints } from "./fail_points.ts";

/** Where calls of a client fail, and how. */
export interface FaultyHttpClientOptions {
  readonly points: FailPoints;
  readonly point: FailPoint;
}

/**
 * Makes a client whose calls are late, fail or bring wrong bytes while a fault stands at its place.
 *
 * Offers `error`, `delay` and `corrupt`; a call that is late counts against the deadline of its caller.
 */
export function faultyHttpClient(
  client: HttpClient,
  { points, point }: FaultyHttpClientOptions,
): HttpClient {
  points.offer(point, ["error", "delay", "corrupt"]);
  return {
    send: async (request) => {
      const failing = points.pass(point, request.signal);
      if (failing !== undefined) await failing;
      request.signal?.throwIfAborted();
      const response = await client.send(request);
      if (!points.isActive(point, ["corrupt"])) return response;
      const { status, headers } = response;
      const bytes = points.corrupt(point, await response.bytes());
      return new Response(bytes, { status, headers });
    },
    close: () => client.close(),
  };
}
