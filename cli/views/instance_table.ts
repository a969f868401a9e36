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
  const rows = instances.map((instance) => [
    ...narrowCells(instance, options),
    ...(options.wide ? wideCells(instance, options) : []),
    harmless(instance.reason ?? ""),
  ]);
  const columns = hasNotes ? [...titles, { title: "NOTE" }] : titles;
  return [...formatTable(columns, rows, options), "", countLine(instances)];
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
