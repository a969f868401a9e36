import type { Filter } from "../../filter.ts";
import { hasBody } from "../../request_body.ts";

const UNREAD_CODES: ReadonlySet<string> = new Set(["TOO_LARGE", "REQUEST_INVALID"]);

/**
 * Ends the connection after an answer to a body that was not read to its end.
 *
 * `Deno.serve` keeps such a connection and waits for the rest; a broken answer stream is the only way
 * to make it hang up. That does not help while a read is pending, so a stalled body is not among them:
 * its client gets a whole answer that says `connection: close`.
 */
export function closeUnread(): Filter {
  return {
    name: "close_unread",
    phase: "outbound",
    order: 10,
    applies: (context) =>
      UNREAD_CODES.has(context.errorCode ?? "") && hasBody(context.request.headers),
    run: async (_context, response) => {
      if (response === undefined) return undefined;
      const text = new Uint8Array(await response.arrayBuffer());
      const body = new ReadableStream<Uint8Array>({
        start: (controller) => controller.enqueue(text),
        pull: (controller) => controller.error("closed as the request was not read to its end"),
      }, { highWaterMark: 0 });
      return new Response(body, { status: response.status, headers: response.headers });
    },
  };
}
