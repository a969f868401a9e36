import type { PlayedSession } from "@netops/load/player";
import { quantile, sortedNumbers } from "./quantile.ts";

/** `netops play --json`: one session, or several summed up. */
export interface PlayDocument extends Partial<ViewersSummary> {
  readonly schema: "netops.play/v1";
  readonly title: string;
  readonly titleId: string;
  readonly outcome: "ended" | "stopped" | "failed";
  /** The median of several; null when none began. */
  readonly startupMs: number | null;
  /** The part of it until playback answered; the median of several. */
  readonly offerMs: number | null;
  readonly playedMs: number;
  readonly stalls: number;
  readonly stalledMs: number;
  readonly stalledRatio: number;
  readonly switches: number;
  readonly failovers: number;
  /** The last one; of several sessions, where most were last. */
  readonly oca: string | null;
  /** Offered, in rank order. */
  readonly ocas: readonly string[];
  readonly bytes: number;
  readonly hitRatio: number | null;
  readonly averageBitrateBps: number | null;
  readonly error?: string;
  /** What mends it, where somebody knows. */
  readonly fix?: string;
}

/** How several sessions went; only in the document of several. */
export interface ViewersSummary {
  readonly viewers: number;
  readonly ended: number;
  readonly stopped: number;
  readonly failed: number;
  readonly startupP50Ms: number | null;
  readonly startupP95Ms: number | null;
  /** How many sessions stalled at all. */
  readonly stalledViewers: number;
  readonly mostStalledMs: number;
  /** OCA → how many sessions were there last. */
  readonly byOca: Readonly<Record<string, number>>;
}

/** What was played. */
export interface PlayedTitle {
  readonly id: string;
  readonly title: string;
}

/** The document of one session. */
export function playDocument(title: PlayedTitle, session: PlayedSession): PlayDocument {
  const { answer: _, ...result } = session;
  return { schema: "netops.play/v1", title: title.title, titleId: title.id, ...result };
}

/** The document of several: sums, the median startup, and failed when one failed. */
export function sumDocument(title: PlayedTitle, sessions: readonly PlayedSession[]): PlayDocument {
  const sum = (read: (one: PlayedSession) => number) =>
    sessions.reduce((total, one) => total + read(one), 0);
  const summary = summarize(sessions);
  const playedMs = sum((one) => one.playedMs);
  const stalledMs = sum((one) => one.stalledMs);
  const { error, fix } = sessions.find((one) => one.error !== undefined) ?? {};
  return {
    ...{ schema: "netops.play/v1", title: title.title, titleId: title.id },
    outcome: summary.failed > 0 ? "failed" : summary.ended > 0 ? "ended" : "stopped",
    startupMs: summary.startupP50Ms,
    offerMs: quantile(sortedNumbers(sessions.map((one) => one.offerMs)), 0.5),
    ...{ playedMs, stalls: sum((one) => one.stalls), stalledMs },
    stalledRatio: playedMs + stalledMs === 0 ? 0 : stalledMs / (playedMs + stalledMs),
    switches: sum((one) => one.switches),
    failovers: sum((one) => one.failovers),
    oca: Object.entries(summary.byOca).sort((one, other) => other[1] - one[1])[0]?.[0] ?? null,
    ocas: [...new Set(sessions.flatMap(({ ocas }) => ocas))],
    bytes: sum((one) => one.bytes),
    hitRatio: mean(sessions.map(({ hitRatio }) => hitRatio)),
    averageBitrateBps: rounded(mean(sessions.map((one) => one.averageBitrateBps))),
    ...(error === undefined ? {} : { error }),
    ...(fix === undefined ? {} : { fix }),
    ...summary,
  };
}

function summarize(sessions: readonly PlayedSession[]): ViewersSummary {
  const count = (outcome: PlayedSession["outcome"]) =>
    sessions.filter((one) => one.outcome === outcome).length;
  const startups = sortedNumbers(sessions.map(({ startupMs }) => startupMs));
  const byOca: Record<string, number> = {};
  for (const { oca } of sessions) if (oca !== null) byOca[oca] = (byOca[oca] ?? 0) + 1;
  return {
    viewers: sessions.length,
    ...{ ended: count("ended"), stopped: count("stopped"), failed: count("failed") },
    ...{ startupP50Ms: quantile(startups, 0.5), startupP95Ms: quantile(startups, 0.95) },
    stalledViewers: sessions.filter(({ stalls }) => stalls > 0).length,
    mostStalledMs: Math.max(0, ...sessions.map(({ stalledMs }) => stalledMs)),
    byOca,
  };
}

function mean(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return null;
  return known.reduce((total, value) => total + value, 0) / known.length;
}

function rounded(value: number | null): number | null {
  return value === null ? null : Math.round(value);
}
