import { type Clock, type HttpClient, NetopsError, type Timer } from "@netops/core";
import { answerWithin } from "./answer_within.ts";
import { messageOf } from "./fleet_facts.ts";
import type { SourceState } from "./ops_snapshot.ts";

/** What the registry lists: instance id → status. */
export interface RegistryFacts {
  readonly source: SourceState;
  readonly statuses: ReadonlyMap<string, string>;
}

const LIMIT_MS = 1_000;

/** Asks the registry for all instances; when it does not answer, `last` is kept and the source says why. */
export async function readRegistry(last: RegistryFacts, options: {
  readonly registryUrl: string;
  readonly http: HttpClient;
  readonly clock: Clock;
  readonly timer: Timer;
}): Promise<RegistryFacts> {
  const url = `${options.registryUrl}/eureka/apps`;
  try {
    const body = await answerWithin(options.timer, LIMIT_MS, async (signal) => {
      const headers = { accept: "application/json" };
      const response = await options.http.send({ method: "GET", url, headers, signal });
      if (response.status === 200) return await response.json() as unknown;
      await response.body?.cancel();
      throw new NetopsError("UPSTREAM_FAILED", `Cannot list instances: status ${response.status}`);
    });
    return { source: { okAtMs: options.clock.nowMs() }, statuses: statusesOf(body) };
  } catch (thrown) {
    return { ...last, source: { okAtMs: last.source.okAtMs, error: messageOf(thrown) } };
  }
}

/** Reads a Eureka `applications` document, in which a list of one may stand as the thing itself. */
export function statusesOf(body: unknown): Map<string, string> {
  const statuses = new Map<string, string>();
  for (const application of listOf(fieldOf(fieldOf(body, "applications"), "application"))) {
    for (const instance of listOf(fieldOf(application, "instance"))) {
      const id = fieldOf(instance, "instanceId");
      const status = fieldOf(instance, "status");
      if (typeof id === "string" && typeof status === "string") statuses.set(id, status);
    }
  }
  return statuses;
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null
    ? (value as Record<string, unknown>)[name]
    : undefined;
}

function listOf(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}
