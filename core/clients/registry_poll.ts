import type { HttpClient } from "../ports/http.ts";
import type { Logger } from "../ports/logger.ts";
import type { Timer } from "../ports/timer.ts";
import { type EurekaApplications, readEurekaApplications } from "./eureka_reader.ts";
import type { InstanceCache, InstanceChange } from "./instance_cache.ts";

/** What polling a registry works with. */
export interface RegistryPollOptions {
  readonly registryUrl: string;
  readonly http: HttpClient;
  readonly timer: Timer;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  readonly intervalMs: number;
  /** What we know, for the hash. */
  readonly cache: InstanceCache;
  readonly onFull: (changes: readonly InstanceChange[]) => void;
  readonly onDelta: (changes: readonly InstanceChange[]) => void;
}

const REQUEST_TIMEOUT_MS = 5_000;

/**
 * Polls a Eureka server that has no watch, until the signal aborts: one full fetch, then deltas.
 *
 * A delta whose hash is not ours afterwards, or a server that gives none, leads to a full fetch.
 */
export async function pollRegistry(options: RegistryPollOptions): Promise<void> {
  const { signal, timer, intervalMs } = options;
  let full = true;
  while (!signal.aborted) {
    full = !(full ? await fetchFull(options) : await fetchDelta(options));
    // Only the abort of our own signal ends the wait early, and the loop sees that.
    await timer.sleep(intervalMs, signal).catch(() => undefined);
  }
}

async function fetchFull(options: RegistryPollOptions): Promise<boolean> {
  const answer = await ask(options, "/eureka/apps");
  if (typeof answer !== "object") return false;
  options.onFull(answer.changes);
  return true;
}

/** False when a full fetch has to follow on the next turn. */
async function fetchDelta(options: RegistryPollOptions): Promise<boolean> {
  const answer = await ask(options, "/eureka/apps/delta");
  // A registry that is away is asked for a delta again: what we know is as good as before.
  if (answer === "unreachable") return true;
  if (answer !== "no-delta") {
    options.onDelta(answer.changes);
    if (answer.hashCode === options.cache.hashCode()) return true;
    options.logger.log("debug", "hash of the delta differs", { hashCode: answer.hashCode });
  }
  return await fetchFull(options);
}

async function ask(
  options: RegistryPollOptions,
  path: string,
): Promise<EurekaApplications | "unreachable" | "no-delta"> {
  const { http, registryUrl, timer, signal, logger } = options;
  const timeout = new AbortController();
  const cancel = timer.after(REQUEST_TIMEOUT_MS, () => timeout.abort());
  try {
    const response = await http.send({
      method: "GET",
      url: registryUrl + path,
      headers: { accept: "application/json" },
      signal: AbortSignal.any([timeout.signal, signal]),
    });
    if (response.status !== 200) {
      await response.body?.cancel();
      return response.status === 403 || response.status === 404 ? "no-delta" : "unreachable";
    }
    return readEurekaApplications(await response.json()) ?? "unreachable";
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    logger.log("debug", "registry does not answer", { path, reason });
    return "unreachable";
  } finally {
    cancel();
  }
}
