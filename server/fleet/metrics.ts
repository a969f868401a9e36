import { MetricRegistry } from "@netops/core/service";
import { countUp } from "./instance_view.ts";
import type { FleetParts } from "./parts.ts";

/** Counts what fleet knows about itself. */
export function fleetMetrics(parts: FleetParts): MetricRegistry {
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
