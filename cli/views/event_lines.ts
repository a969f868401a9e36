import { alertSeverity, alertSummary } from "@netops/core";
import type { TimelineEvent } from "@netops/core/contracts";
import type { KnownRun } from "../home/event_runs.ts";
import { formatTimeOfDay } from "../print/age.ts";
import { type Paint, serviceStyle } from "../print/color.ts";
import { harmless } from "../print/text_width.ts";

/** How to show a run. */
export interface RunLineOptions {
  readonly paint: Paint;
  /** Words and dashes only. */
  readonly plain: boolean;
  readonly nowMs: number;
}

/** One event as a line for people; the id at its end is what `netops trace` opens. */
export function eventLine(event: TimelineEvent, paint: Paint): string {
  const isAlert = event.kind.startsWith("alert.");
  const data = isAlert ? alertWords(event.data) : Object.entries(event.data)
    .map(([key, value]) => `${key}=${typeof value === "string" ? value : JSON.stringify(value)}`);
  const trace = event.traceId === undefined ? [] : [`trace ${harmless(event.traceId)}`];
  return [
    paint("dim", formatTimeOfDay(event.tsMs)),
    event.kind.padEnd(20),
    paint(serviceStyle(event.subject), harmless(event.subject).padEnd(16)),
    harmless(data.join(" ")),
    paint("dim", [harmless(`by ${event.actor}`), ...trace].join("  ")),
  ].join("  ").trimEnd();
}

/** An alert reads as its sentence; `--json` has all of it. */
function alertWords(data: TimelineEvent["data"]): readonly string[] {
  const severity = alertSeverity(data);
  return [...(severity === undefined ? [] : [`(${severity})`]), alertSummary(data)];
}

/** The line above the events of a run: `── run 5e7cf0d2, 12:03:11 ──`, with the day when it is another one. */
export function runLine(run: KnownRun | undefined, options: RunLineOptions): string {
  const rule = options.plain ? "--" : "──";
  const text = run === undefined
    ? "a run whose start is forgotten"
    : `run ${harmless(run.runId)}, ${startOf(run, options.nowMs)}`;
  return options.paint("dim", `${rule} ${text} ${rule}`);
}

function startOf({ startedAtMs }: KnownRun, nowMs: number): string {
  const time = formatTimeOfDay(startedAtMs).slice(0, "12:03:11".length);
  const day = localDay(startedAtMs);
  return day === localDay(nowMs) ? time : `${day} ${time}`;
}

/** `2026-11-26` in the local zone. */
function localDay(tsMs: number): string {
  const at = new Date(tsMs);
  const parts = [at.getFullYear(), at.getMonth() + 1, at.getDate()];
  return parts.map((part) => String(part).padStart(2, "0")).join("-");
}
