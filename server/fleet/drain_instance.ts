import type { Clock, HttpClient, Timer } from "@netops/core";

/** What draining works with. */
export interface DrainOptions {
  readonly app: string;
  /** Admin addresses of the gateways that live. */
  gateways(): readonly string[];
  readonly http: HttpClient;
  readonly clock: Clock;
  readonly timer: Timer;
  /** How long what is under way may take. */
  readonly limitMs: number;
}

/** What a gateway says of an instance. */
interface InstanceLoad {
  readonly isKnown: boolean;
  readonly inFlight: number;
  readonly sockets: number;
}

const LOOK_MS = 25;

/**
 * Waits until no gateway knows an instance any more and none has a request or a WebSocket under way at it, or
 * until `limitMs` are over. Answers whether it is drained; not knowing is not drained.
 */
export async function drainInstance(id: string, options: DrainOptions): Promise<boolean> {
  const startedMs = options.clock.monotonicMs();
  for (;;) {
    const loads = await Promise.all(options.gateways().map((url) => isDone(url, id, options)));
    if (loads.every((done) => done)) return true;
    if (options.clock.monotonicMs() - startedMs >= options.limitMs) return false;
    await options.timer.sleep(LOOK_MS);
  }
}

async function isDone(gatewayUrl: string, id: string, options: DrainOptions): Promise<boolean> {
  try {
    const url = `${gatewayUrl}/instances/${options.app}/${id}`;
    const response = await options.http.send({
      method: "GET",
      url,
      signal: AbortSignal.timeout(500),
    });
    if (!response.ok) {
      await response.body?.cancel();
      return false;
    }
    const { isKnown, inFlight, sockets } = await response.json() as InstanceLoad;
    return !isKnown && inFlight === 0 && sockets === 0;
  } catch {
    // A gateway that does not answer may still send: that is not drained.
    return false;
  }
}
