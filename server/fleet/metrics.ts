import type { ServerGroupView } from "@netops/core/contracts";
import { MetricRegistry } from "@netops/core/service";
import type { InstanceUsage } from "./instance_usage.ts";
import { countUp } from "./instance_view.ts";
import type { FleetParts } from "./parts.ts";

/** What is known of instances besides what the parts of fleet know. */
export interface InstanceFacts {
  readonly usage: Pick<InstanceUsage, "read">;
  /** How groups have fared. */
  readonly groups: readonly Pick<ServerGroupView, "app" | "cluster" | "name" | "deaths">[];
}

/** Counts what fleet knows about itself, and about instances that may say nothing of themselves. */
export function fleetMetrics(parts: FleetParts, facts: InstanceFacts): MetricRegistry {
  const metrics = new MetricRegistry();
  const up = metrics.gauge("fleet_instances_up", "Instances that are healthy, per server group");
  const desired = metrics.gauge("fleet_instances_desired", "Instances wanted, per server group");
  const restarts = metrics.gauge("fleet_restarts", "Instances replaced, per server group");
  for (const group of parts.supervisor.world.groups.values()) {
    const labels = { app: group.manifest.app, server_group: group.name };
    up.set(countUp(parts.supervisor.world, group.name), labels);
    desired.set(group.desired, labels);
    restarts.set(group.seats.reduce((sum, seat) => sum + seat.restarts, 0), labels);
  }
  addDeaths(metrics, facts);
  addUsage(metrics, facts);
  const lost = metrics.gauge("fleet_lost_lines", "Lines that the disk did not take");
  lost.set(parts.logs.lostLines, { what: "logs" });
  lost.set(parts.timeline.lostEvents, { what: "events" });
  lost.set(parts.store.lostRows, { what: "rows" });
  lost.set(parts.journal.lostLines, { what: "groups" });
  lost.set(parts.tracing.lostSpans, { what: "spans" });
  metrics.gauge("fleet_route_epoch", "Epoch of the route snapshot").set(
    parts.routes.snapshot.epoch,
  );
  return metrics;
}

function addDeaths(metrics: MetricRegistry, { groups }: InstanceFacts): void {
  const deaths = metrics.counter(
    "instance_deaths_total",
    "Instances that ended without being asked to and without a fault, per server group",
  );
  for (const { app, cluster, name, deaths: count } of groups) {
    deaths.add(count, { app, cluster, server_group: name });
  }
}

function addUsage(metrics: MetricRegistry, { usage }: InstanceFacts): void {
  const cpu = metrics.counter(
    "instance_cpu_seconds_total",
    "Time on a processor of an instance's process group, user and system",
  );
  const memory = metrics.gauge(
    "instance_memory_bytes",
    "Resident memory of an instance's process group (RSS); shared pages count once for each process",
  );
  const lines = metrics.counter("instance_log_lines_total", "Lines that an instance wrote");
  for (const { labels, cpuS, memoryBytes, logLines } of usage.read()) {
    if (cpuS !== undefined) cpu.add(cpuS, labels);
    if (memoryBytes !== undefined) memory.set(memoryBytes, labels);
    lines.add(logLines, labels);
  }
}
