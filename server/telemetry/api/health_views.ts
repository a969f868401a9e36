import type { ForwardState } from "../intake/mod.ts";
import type { SeriesStats } from "../series/mod.ts";

/** Something that telemetry cannot do, and that people should know of while it lasts. */
export interface HealthWarning {
  readonly code: "series_full" | "series_refused" | "forward_failing" | "disk_failing";
  /** What and why, one sentence. */
  readonly message: string;
  /** What to do about it. */
  readonly fix: string;
}

/** `GET /v1/health`. */
export interface HealthDocument {
  readonly schema: "netops.telemetry_health/v1";
  /** "degraded" while there are warnings. */
  readonly status: "ok" | "degraded";
  readonly warnings: readonly HealthWarning[];
  readonly series: {
    readonly held: number;
    readonly most: number;
    /** New series refused since the start, by reason. */
    readonly refused: Readonly<Record<string, number>>;
  };
  /** Null when nothing is passed on. */
  readonly forward: ForwardState | null;
}

/** What the document is made of. */
export interface HealthFacts {
  readonly series: Pick<
    SeriesStats,
    | "series"
    | "mostSeries"
    | "fullFor"
    | "refusedSeries"
    | "lastRefusals"
    | "disk"
  >;
  /** The jobs with the most series; asked for only while places run short. */
  readonly biggestJobs: () => readonly { readonly value: string; readonly series: number }[];
  readonly forward: ForwardState | undefined;
  /** Wall ms. */
  readonly nowMs: number;
}

/** A refusal is told for this long. */
const RECENT_MS = 300_000;
/** Strangers name themselves. */
const LONGEST_NAME = 60;

/** How telemetry is doing: what it cannot take or pass on now, with the way out. */
export function healthDocument(facts: HealthFacts): HealthDocument {
  const warnings = [fullness, refusals, forwarding, disk].flatMap((find) => find(facts) ?? []);
  const { series, forward } = facts;
  return {
    schema: "netops.telemetry_health/v1",
    status: warnings.length === 0 ? "ok" : "degraded",
    warnings,
    series: {
      held: series.series,
      most: series.mostSeries,
      refused: series.refusedSeries,
    },
    forward: forward ?? null,
  };
}

function fullness({ series, biggestJobs }: HealthFacts): HealthWarning | undefined {
  const { fullFor, series: held, mostSeries } = series;
  if (!fullFor.includes("guest")) return undefined;
  const who = fullFor.includes("platform")
    ? "New series are refused, also those of the platform's own processes (requests of new instances are missing)"
    : "New series of OTLP, remote write and registered targets are refused";
  const jobs = biggestJobs().map(({ value, series }) => `${clipped(value)} (${counted(series)})`);
  const most = jobs.length === 0 ? "" : `; the largest jobs are ${jobs.join(", ")}`;
  return {
    code: "series_full",
    message: `${who}, as ${counted(held)} of ${counted(mostSeries)} places are taken${most}`,
    fix: "stop who sends too many; a series leaves its place when its last sample is older than " +
      "telemetry.retention",
  };
}

function refusals({ series, nowMs }: HealthFacts): HealthWarning | undefined {
  const last = series.lastRefusals.find(({ reason, tsMs }) =>
    reason === "too_many_series_of_owner" && nowMs - tsMs < RECENT_MS
  );
  if (last === undefined) return undefined;
  return {
    code: "series_refused",
    message: `New series of ${
      clipped(last.owner)
    } are refused, as it brings more than one sender may`,
    fix: "let it send fewer combinations of labels",
  };
}

function forwarding({ forward, nowMs }: HealthFacts): HealthWarning | undefined {
  if (forward?.failingSinceMs === undefined) return undefined;
  const { url, lastError, waitingRequests, waitingBytes, dropped } = forward;
  const seconds = Math.max(0, Math.round((nowMs - forward.failingSinceMs) / 1_000));
  const lost = dropped === 0 ? "" : `, ${counted(dropped)} are lost`;
  return {
    code: "forward_failing",
    message: `Cannot pass telemetry on to ${url} for ${seconds} s (${lastError}): ` +
      `${counted(waitingRequests)} requests (${kilobytes(waitingBytes)}) wait${lost}`,
    fix: "start the endpoint, or change telemetry.forward in netops.yaml",
  };
}

function disk({ series }: HealthFacts): HealthWarning | undefined {
  const { failing } = series.disk;
  if (failing === undefined) return undefined;
  return {
    code: "disk_failing",
    message: `Samples are kept in memory only, as the disk does not take them: ${failing}`,
    fix: "free space on the disk of the home",
  };
}

function counted(count: number): string {
  return count.toLocaleString("en-US");
}

function clipped(name: string): string {
  return name.length <= LONGEST_NAME ? name : `${name.slice(0, LONGEST_NAME)}…`.toWellFormed();
}

function kilobytes(bytes: number): string {
  return `${Math.ceil(bytes / 1_000)} KB`;
}
