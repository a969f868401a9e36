import { type HttpClient, NetopsError, type Timer } from "@netops/core";
import { createFleetClient, type FleetClient, type FleetClientOptions } from "@netops/core/clients";
import type { DeliveryPlatform } from "../ports/delivery_platform.ts";
import { limitedHttp } from "./limited_http.ts";

/** How fleet is reached. */
export interface FleetPlatformOptions extends Omit<FleetClientOptions, "http"> {
  readonly http: HttpClient;
  readonly timer: Timer;
}

const ANSWER_MS = 15_000;

/** Copying a large folder, or checking a commit out, takes its time. */
const BAKE_MS = 300_000;

/** The lines of a job that are read at its end. */
const MOST_LINES = 200;

/** The platform that fleet runs, as stages act on it. */
export function createFleetPlatform(
  { http, timer, ...options }: FleetPlatformOptions,
): DeliveryPlatform {
  const clientWithin = (limitMs: number) =>
    createFleetClient({ ...options, http: limitedHttp(http, timer, limitMs) });
  const fleet = clientWithin(ANSWER_MS);
  const baker = clientWithin(BAKE_MS);
  return {
    bake: (request) => baker.bake(request),
    groups: (app) => fleet.groups(app),
    group: (name) => fleet.group(name),
    spawn: (request) => fleet.spawnGroup(request),
    resize: (name, replicas) => fleet.resizeGroup(name, replicas),
    stop: (name) => fleet.stopGroup(name),
    load: (name) => fleet.groupLoad(name),
    routes: () => fleet.routes(),
    switchRoute: (change) => fleet.switchRoute(change),
    settled: (epoch) => fleet.routesSettled(epoch),
    ledger: (app) => fleet.ledger(app),
    lease: (app, lease) => fleet.leaseApp(app, lease),
    release: (app, holder) => fleet.releaseApp(app, holder),
    startJob: (job) => fleet.startJob(job),
    job: (id) => unlessUnknown(fleet.job(id)),
    stopJob: async (id) => void await unlessUnknown(fleet.stopJob(id)),
    jobWithKey: async (key) => (await fleet.jobs()).find((job) => job.key === key),
    jobLines: (id) => linesOf(fleet, id),
  };
}

async function linesOf(fleet: FleetClient, id: string): Promise<readonly string[]> {
  const lines: string[] = [];
  for await (const line of fleet.followJob(id, new AbortController().signal)) {
    if (line.type === "line") lines.push(line.text);
  }
  return lines.slice(-MOST_LINES);
}

/** A job that fleet does not know any more is none. */
async function unlessUnknown<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (thrown) {
    if (thrown instanceof NetopsError && thrown.code === "NOT_FOUND") return undefined;
    throw thrown;
  }
}
