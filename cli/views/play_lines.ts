import type { OfferedOca } from "@netops/core/contracts";
import type { ViewerSnapshot, ViewerStep } from "@netops/core/viewer";
import type { PlayDocument } from "../play/play_document.ts";
import { formatAge, formatBytes } from "../print/age.ts";
import type { Paint } from "../print/color.ts";

/** What a live view of one session shows. */
export interface PlayFrame {
  readonly title: string;
  readonly durationMs: number;
  readonly ocas: readonly OfferedOca[];
  readonly snapshot: ViewerSnapshot;
  readonly targetBufferMs: number;
  readonly paint: Paint;
}

const BAR_CELLS = 30;
const BUFFER_CELLS = 12;
const MOST_OCAS = 4;

/** The lines of a live view: what plays, from where, how far, and how it went so far. */
export function playFrame(frame: PlayFrame): readonly string[] {
  const { title, ocas, snapshot, paint, durationMs } = frame;
  const { positionMs, bufferMs, rung } = snapshot;
  const playable = snapshot.durationMs === 0 ? durationMs : snapshot.durationMs;
  const readyMs = Math.min(playable, positionMs + bufferMs);
  const fill = (ms: number, of: number, cells: number) =>
    Math.max(0, Math.min(cells, Math.round(cells * ms / Math.max(1, of))));
  const played = fill(positionMs, playable, BAR_CELLS);
  const ready = Math.max(played, fill(readyMs, playable, BAR_CELLS));
  const bar = paint("green", "█".repeat(played)) + "▒".repeat(ready - played) +
    paint("dim", "░".repeat(BAR_CELLS - ready));
  const full = fill(bufferMs, frame.targetBufferMs, BUFFER_CELLS);
  const buffer = "█".repeat(full) + paint("dim", "░".repeat(BUFFER_CELLS - full));
  return [
    `${paint("bold", title)}  ${stateWord(snapshot, paint)}`,
    ...ocaLines(ocas, snapshot.oca, paint),
    `${bar}  ${clockTime(positionMs)} of ${clockTime(playable)}`,
    `buffer ${buffer} ${formatAge(bufferMs)}   ` +
    (rung === undefined ? "no rung yet" : rungWords(rung)) +
    (snapshot.estimateBps === undefined ? "" : `, ${bitrate(snapshot.estimateBps)} measured`),
    countsLine(snapshot),
  ];
}

/**
 * What happened, as one line for those who cannot be redrawn; undefined for what happens all the time.
 * `nameRung` says how a rung is called for people.
 */
export function stepLine(
  step: ViewerStep,
  nameRung: (name: string) => string,
): string | undefined {
  const detail = step.detail === undefined ? "" : ` (${step.detail})`;
  const { oca = "nobody", bufferMs } = step;
  const rung = nameRung(step.rung ?? "");
  switch (step.step) {
    case "segment":
      return undefined;
    case "chosen":
      return `plays from ${oca}`;
    case "started":
      return `started with ${rung}`;
    case "stalled":
      return "stalled: the buffer is empty";
    case "resumed":
      return "goes on";
    case "switch":
      return `switched to ${rung}${detail.replace(/(?<=from )[^)]+/, nameRung)}`;
    case "retry":
      return `tries ${oca} again${detail}`;
    case "lost":
      return `lost ${oca}${detail}, ${formatAge(bufferMs)} of buffer left`;
    case "failover":
      return `plays from ${oca}${detail}`;
    case "renew":
      return "asks playback for a new offer";
    case "ended":
    case "stopped":
    case "failed":
      return `${step.step}${detail}`;
  }
}

/** Says that the lowest rung has more lines than was asked for; undefined when it has not. */
export function tooHighLine(
  rung: ViewerSnapshot["rung"],
  maxHeight: number | undefined,
): string | undefined {
  if (rung === undefined || maxHeight === undefined || rung.height <= maxHeight) return undefined;
  const lines = maxHeight === 1 ? "1 line" : `${maxHeight} lines`;
  return `no rung has at most ${lines}: the lowest one plays, ${rung.height}p`;
}

/** The last lines: how a session, or several, went. */
export function playSummary(document: PlayDocument, paint: Paint): readonly string[] {
  const { title, outcome, playedMs, oca, hitRatio, averageBitrateBps, viewers } = document;
  const style = outcome === "failed" ? "red" : "green";
  const who = viewers === undefined ? "" : ` by ${viewers} viewers`;
  const played = `${formatAge(playedMs)} played${viewers === undefined ? "" : " in all"}`;
  const error = document.error === undefined ? [] : [`because ${document.error}`];
  return [
    `${paint("bold", title)}${who}: ${paint(style, outcome)} after ${played}`,
    ...error,
    ...(viewers === undefined ? [] : [viewersLine(document)]),
    countsLine(document),
    [
      oca === null ? "no OCA served" : `from ${servedBy(document) ?? oca}`,
      ...(averageBitrateBps === null ? [] : [`${bitrate(averageBitrateBps)} on average`]),
      ...(hitRatio === null ? [] : [`${Math.round(hitRatio * 100)} % from the OCA's memory`]),
    ].join(", "),
    ...(document.fix === undefined ? [] : [`fix: ${document.fix}`]),
  ];
}

/** Of several viewers: where they were last, most first. */
function servedBy({ byOca = {} }: PlayDocument): string | undefined {
  const all = Object.entries(byOca).sort(([, many], [, more]) => more - many);
  if (all.length < 2) return undefined;
  const named = all.slice(0, 3).map(([id, viewers]) => `${id} (${viewers})`);
  return named.join(", ") + (all.length > 3 ? ` and ${all.length - 3} more` : "");
}

function viewersLine(document: PlayDocument): string {
  const { ended, stopped, failed, startupP95Ms, stalledViewers } = document;
  const p95 = typeof startupP95Ms === "number" ? formatAge(startupP95Ms) : "none";
  return `${ended} ended, ${stopped} stopped, ${failed} failed; ` +
    `start-up p95 ${p95}; ${stalledViewers} stalled`;
}

function countsLine(
  facts: Pick<
    PlayDocument,
    "startupMs" | "switches" | "stalls" | "stalledMs" | "failovers" | "bytes"
  >,
): string {
  const { startupMs, switches, stalls, stalledMs, failovers, bytes } = facts;
  const stalled = stalls === 0 ? "" : ` (${formatAge(stalledMs)})`;
  return `start-up ${startupMs === null ? "none" : formatAge(startupMs)}, ` +
    `${count(switches, "switch", "switches")}, ${count(stalls, "stall", "stalls")}${stalled}, ` +
    `${count(failovers, "failover", "failovers")}, ${formatBytes(bytes)}`;
}

/** The best ranks, and always the one that serves; each with what tells it from its neighbour. */
function ocaLines(
  ocas: readonly OfferedOca[],
  current: string | undefined,
  paint: Paint,
): readonly string[] {
  const best = ocas.slice(0, MOST_OCAS);
  const serving = ocas.slice(MOST_OCAS).filter(({ id }) => id === current);
  const shown = [...best.slice(0, MOST_OCAS - serving.length), ...serving];
  const width = Math.max(0, ...shown.map(({ id }) => id.length));
  const rankWidth = Math.max(0, ...shown.map(({ rank }) => String(rank).length));
  const lines = shown.map((oca, at) => {
    const mark = oca.id === current ? paint("green", "▶") : " ";
    const rank = String(oca.rank).padStart(rankWidth);
    return `${mark} ${rank} ${oca.id.padEnd(width)}  ${paint("dim", tellingReason(shown, at))}`;
  });
  const hidden = ocas.length - shown.length;
  return hidden === 0 ? lines : [...lines, paint("dim", `  … ${hidden} more offered`)];
}

/**
 * The first reason that the OCA ranked before does not have (of the best: the one after); when these two
 * are equals, the last that not all have.
 */
function tellingReason(ocas: readonly OfferedOca[], at: number): string {
  const reasons = ocas[at]?.reasons ?? [];
  const neighbour = ocas[at === 0 ? 1 : at - 1]?.reasons ?? reasons;
  const isOfAll = (reason: string) => ocas.every((oca) => oca.reasons.includes(reason));
  return reasons.find((reason) => !neighbour.includes(reason)) ??
    reasons.findLast((reason) => !isOfAll(reason)) ?? reasons[0] ?? "";
}

function stateWord({ state }: ViewerSnapshot, paint: Paint): string {
  return paint(state === "stalled" ? "red" : state === "starting" ? "yellow" : "green", state);
}

function rungWords(rung: NonNullable<ViewerSnapshot["rung"]>): string {
  const height = rung.height === 0 ? "" : `${rung.height}p `;
  return `${height}${bitrate(rung.bitrateBps)}`;
}

function bitrate(bitsPerS: number): string {
  if (bitsPerS >= 1e6) return `${(bitsPerS / 1e6).toFixed(1)} Mb/s`;
  return `${Math.round(bitsPerS / 1e3)} kb/s`;
}

function clockTime(durationMs: number): string {
  const seconds = Math.floor(durationMs / 1_000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

function count(value: number, one: string, many: string): string {
  return `${value} ${value === 1 ? one : many}`;
}
