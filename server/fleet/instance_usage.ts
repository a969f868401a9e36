import type { Clock, GroupUsage, GroupUsages } from "@netops/core";
import type { Host } from "@netops/core/host";
import type { LogStore } from "./log_store.ts";
import type { Member } from "./model.ts";
import type { Supervisor } from "./supervisor.ts";

/** What the usage of instances is read with. */
export interface InstanceUsageOptions {
  readonly clock: Clock;
  readonly supervisor: Pick<Supervisor, "world" | "groupOf">;
  readonly logs: Pick<LogStore, "watch">;
  /** Undefined where the system cannot tell. */
  readonly usages: GroupUsages | undefined;
}

/** What its series are told by: all that telemetry would else put there of fleet itself. */
export interface InstanceLabels extends Readonly<Record<string, string>> {
  readonly app: string;
  readonly cluster: string;
  readonly server_group: string;
  readonly instance: string;
  readonly zone: string;
  readonly region: string;
}

/** What an instance has used since its start. */
export interface UsedByInstance {
  readonly labels: InstanceLabels;
  /** Processor time; never less than before. Undefined where the system cannot tell. */
  readonly cpuS: number | undefined;
  /** Resident memory of its process group; undefined when it is gone, too. */
  readonly memoryBytes: number | undefined;
  readonly logLines: number;
}

interface Entry {
  readonly labels: InstanceLabels;
  /** Time of processes that ended without anybody waiting for them. */
  lostCpuS: number;
  lastCpuS: number | undefined;
  memoryBytes: number | undefined;
  logLines: number;
  seenMs: number;
}

/** The system is asked at most so often; a little less than a second, as scrapes do not come to the ms. */
const EVERY_MS = 900;

/** What an instance did until its end can be read for so long. */
const KEPT_MS = 15_000;

/**
 * Knows what the instances of services and of the platform's apps use, so that one can be judged that says nothing of
 * itself. Nothing is read unless somebody asks.
 */
export class InstanceUsage {
  readonly #options: InstanceUsageOptions;
  readonly #entries = new Map<string, Entry>();
  #readMs = Number.NEGATIVE_INFINITY;

  /** Counts log lines from now on. */
  constructor(options: InstanceUsageOptions) {
    this.#options = options;
    options.logs.watch(({ instance, fields }) => {
      // A long line comes in parts, and is one line.
      if (Number(fields?.["netops.part"] ?? 1) > 1) return;
      const entry = this.#entries.get(instance) ?? this.#begin(instance);
      if (entry !== undefined) entry.logLines++;
    });
  }

  /** What each instance has used so far, also of those that ended a moment ago. */
  read(): readonly UsedByInstance[] {
    const nowMs = this.#options.clock.monotonicMs();
    if (nowMs - this.#readMs >= EVERY_MS) {
      this.#readMs = nowMs;
      this.#look(nowMs);
    }
    return [...this.#entries.values()].map((entry) => {
      const { labels, lostCpuS, lastCpuS, memoryBytes, logLines } = entry;
      const cpuS = lastCpuS === undefined ? undefined : lostCpuS + lastCpuS;
      return { labels, cpuS, memoryBytes, logLines };
    });
  }

  #look(nowMs: number): void {
    const { supervisor: { world }, usages } = this.#options;
    const pids = new Set<number>();
    for (const { pid } of world.members.values()) if (pid > 0) pids.add(pid);
    const used = usages?.read(pids);
    for (const member of world.members.values()) {
      const entry = this.#entries.get(member.id) ?? this.#begin(member.id);
      if (entry === undefined) continue;
      entry.seenMs = nowMs;
      record(entry, used?.get(member.pid));
    }
    for (const [id, entry] of this.#entries) {
      if (entry.seenMs === nowMs) continue;
      entry.memoryBytes = undefined;
      if (nowMs - entry.seenMs >= KEPT_MS) this.#entries.delete(id);
    }
  }

  #begin(instance: string): Entry | undefined {
    const { clock, supervisor } = this.#options;
    const member: Member | undefined = supervisor.world.members.get(instance);
    const group = member && supervisor.groupOf(member);
    // Processes of the ground tell of themselves.
    if (group === undefined || group.manifest.tier === "ground") return undefined;
    const { zone, region } = member!;
    const { name, cluster, manifest: { app } } = group;
    const entry: Entry = {
      labels: { app, cluster, server_group: name, instance, zone, region },
      ...{
        seenMs: clock.monotonicMs(),
        lostCpuS: 0,
        lastCpuS: undefined,
        memoryBytes: undefined,
        logLines: 0,
      },
    };
    this.#entries.set(instance, entry);
    return entry;
  }
}

/** Begins to count for a fleet. */
export function openInstanceUsage(
  { clock, openGroupUsages }: Pick<Host, "clock" | "openGroupUsages">,
  parts: Pick<InstanceUsageOptions, "supervisor" | "logs">,
): InstanceUsage {
  return new InstanceUsage({ ...parts, clock, usages: openGroupUsages() });
}

function record(entry: Entry, usage: GroupUsage | undefined): void {
  entry.memoryBytes = usage?.residentBytes;
  if (usage === undefined) return;
  const before = entry.lastCpuS ?? 0;
  // Less than before: a process ended without anybody waiting for it, or another holder has this name now.
  if (usage.cpuS < before) entry.lostCpuS += before - usage.cpuS;
  entry.lastCpuS = usage.cpuS;
}
