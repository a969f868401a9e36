import { NetopsError } from "@netops/core";
import type { OpsDelta } from "./delta.ts";
import type { OpsSnapshot } from "./ops_snapshot.ts";
import type { OpsWatch } from "./ops_watch.ts";
import { encodeSse, SSE_HEADERS } from "./sse.ts";

const MOST_VIEWERS = 32;
const MOST_QUEUED = 8;

/** What the stream says first: whether this browser may act. */
export interface OpsHello {
  readonly canAct: boolean;
}

/**
 * Opens the live stream of one viewer: `hello`, then `snapshot`, then `delta` once a second.
 *
 * A viewer that does not keep up misses deltas and gets a whole snapshot when it reads again, so its
 * queue holds at most 8 messages.
 *
 * The stream ends when `signal` aborts.
 *
 * @throws {NetopsError} OVERLOADED when 32 viewers watch already.
 */
export async function openOpsStream(
  watch: OpsWatch,
  hello: OpsHello,
  signal: AbortSignal,
): Promise<Response> {
  if (watch.watcherCount >= MOST_VIEWERS) {
    throw new NetopsError(
      "OVERLOADED",
      `Cannot open the page as ${MOST_VIEWERS} watch it already`,
      {
        fix: "close pages that are not looked at",
      },
    );
  }
  const first = await watch.current();
  let leave: () => void = () => undefined;
  let end: () => void = () => undefined;
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(encodeSse("hello", hello));
      controller.enqueue(encodeSse("snapshot", first));
      let sentAtMs = first.atMs;
      leave = watch.subscribe((snapshot: OpsSnapshot, delta: OpsDelta) => {
        if ((controller.desiredSize ?? 0) <= 0) sentAtMs = -1;
        else {
          const isWhole = sentAtMs < 0;
          controller.enqueue(isWhole ? encodeSse("snapshot", snapshot) : encodeSse("delta", delta));
          sentAtMs = snapshot.atMs;
        }
      });
      end = () => {
        leave();
        controller.close();
      };
      signal.addEventListener("abort", end, { once: true });
    },
    cancel() {
      signal.removeEventListener("abort", end);
      leave();
    },
  }, { highWaterMark: MOST_QUEUED });
  return new Response(body, { headers: SSE_HEADERS });
}
