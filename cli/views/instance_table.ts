import type { PsInstance } from "@netops/core/contracts";
import { formatAge, formatBytes } from "../print/age.ts";
import type { Paint } from "../print/color.ts";
import { statusMark } from "../print/status_mark.ts";
import { type Column, formatTable } from "../print/table.ts";
import { harmless } from "../print/text_width.ts";

/** How to show instances. */
export interface InstanceTableOptions {
  readonly paint: Paint;
  readonly plain: boolean;
  readonly wide: boolean;
  readonly nowMs: number;
  readonly columns?: number;
  /** At most so many lines, at least 4; who is UP is left out first. */
  readonly mostLines?: number;
  /** Memory of an instance in bytes; only asked for when wide. */
  readonly memoryOf: (pid: number) => number;
}

const NARROW: readonly Column[] = [
  { title: "INSTANCE" },
  { title: "STATUS" },
  { title: "ZONE" },
  { title: "VERSION" },
  { title: "PID", align: "right" },
  { title: "PORT", align: "right" },
  { title: "AGE", align: "right" },
  { title: "RESTARTS", align: "right" },
];

const WIDE: readonly Column[] = [
  ...NARROW,
  { title: "SERVER GROUP" },
  { title: "REGION" },
  { title: "MEMORY", align: "right" },
  { title: "HOST" },
  { title: "ADMIN" },
  { title: "METRICS" },
];

/** A table of instances, one a line, and a line that sums up. */
export function instanceTable(
  instances: readonly PsInstance[],
  options: InstanceTableOptions,
): readonly string[] {
  const hasNotes = instances.some((instance) => instance.reason !== undefined);
  const titles = options.wide ? WIDE : NARROW;
  const shown = fitInstances(instances, options.mostLines);
  const rows = shown.map((instance) => [
    ...narrowCells(instance, options),
    ...(options.wide ? wideCells(instance, options) : []),
    harmless(instance.reason ?? ""),
  ]);
  const columns = hasNotes ? [...titles, { title: "NOTE" }] : titles;
  const hidden = instances.length - shown.length;
  const rest = hidden === 0 ? "" : `… ${hidden} more (netops ps)`;
  return [...formatTable(columns, rows, options), rest, countLine(instances)];
}

/** As many as fit between the titles and the two last lines, in their order. */
function fitInstances(
  instances: readonly PsInstance[],
  mostLines = Infinity,
): readonly PsInstance[] {
  const most = Math.max(1, mostLines - 3);
  const healthy = instances.filter(({ status }) => status === "UP");
  const others = instances.filter(({ status }) => status !== "UP");
  const kept = new Set([...others, ...healthy].slice(0, most));
  return instances.filter((instance) => kept.has(instance));
}

function narrowCells(instance: PsInstance, options: InstanceTableOptions): string[] {
  return [
    instance.id,
    statusMark(instance.status, options),
    instance.zone,
    instance.version,
    String(instance.pid),
    instance.port > 0 ? String(instance.port) : "-",
    formatAge(options.nowMs - instance.startedAtMs),
    String(instance.restarts),
  ];
}

function wideCells(instance: PsInstance, options: InstanceTableOptions): string[] {
  return [
    instance.serverGroup,
    instance.region,
    formatBytes(options.memoryOf(instance.pid)),
    instance.host,
    instance.adminUrl ?? "-",
    instance.metricsUrl ?? "-",
  ];
}

function countLine(instances: readonly PsInstance[]): string {
  const counts = new Map<string, number>();
  for (const { status } of instances) counts.set(status, (counts.get(status) ?? 0) + 1);
  const parts = [...counts].map(([status, count]) => `${count} ${status}`);
  const noun = instances.length === 1 ? "process" : "processes";
  return `${instances.length} ${noun}: ${parts.join(", ") || "none"}`;
}
