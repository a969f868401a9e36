import { Counter, Rate, Trend } from "k6/metrics";
import type { EndLine, SessionLine, StartLine } from "../session/mod.ts";

const startupMs = new Trend("startup_ms", true);
const recoveryMs = new Trend("recovery_ms", true);
const averageBitrateBps = new Trend("average_bitrate_bps");
const startFailed = new Rate("start_failed");
const startFailedBusiness = new Rate("start_failed_business");
const exitBeforeStart = new Rate("exit_before_start");
const starts = new Counter("starts");
const stalls = new Counter("stalls");
const stalledMs = new Counter("stalled_ms");
const watchedMs = new Counter("watched_ms");
const failovers = new Counter("failovers");
const scriptErrors = new Counter("script_errors");

/** Counts what a line says in metrics of k6, so that its own outputs carry them, too. */
export function measure(line: SessionLine): void {
  if (line.type === "start") return measureStart(line);
  if (line.type === "end") return measureEnd(line);
  const tags = line.oca === undefined ? {} : { oca: line.oca };
  if (line.mark === "stalled") stalls.add(1, tags);
  if (line.mark !== "failover") return;
  failovers.add(1, tags);
  if (line.tookMs !== undefined) recoveryMs.add(line.tookMs, tags);
}

/** Makes counters that begin with 0 known: one that counted nothing would be missing in the summary. */
export function openMeters(): void {
  for (const counter of [starts, stalls, failovers, scriptErrors]) counter.add(0);
}

function measureStart({ outcome, startupMs: tookMs, oca, failure }: StartLine): void {
  if (outcome === "cut") return;
  const tags = oca === undefined ? {} : { oca };
  if (outcome === "started") starts.add(1, tags);
  if (tookMs !== undefined) startupMs.add(tookMs, tags);
  exitBeforeStart.add(outcome === "left");
  const isBusiness = failure?.kind === "business";
  startFailedBusiness.add(isBusiness);
  // What a rule refused says nothing about quality: it counts neither way.
  if (!isBusiness) startFailed.add(outcome === "failed");
}

function measureEnd(line: EndLine): void {
  stalledMs.add(line.stalledMs);
  watchedMs.add(line.playedMs + line.stalledMs);
  if (line.averageBitrateBps !== null) averageBitrateBps.add(line.averageBitrateBps);
  const thrown = line.failures.filter(({ kind }) => kind === "script");
  for (const { count } of thrown) scriptErrors.add(count);
}
