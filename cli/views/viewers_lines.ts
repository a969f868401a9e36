import type { ViewersTally } from "../play/viewers_board.ts";
import { formatAge, formatBytes } from "../print/age.ts";
import type { Paint } from "../print/color.ts";

/** What a live view of several sessions shows. */
export interface ViewersFrame {
  readonly title: string;
  readonly tally: ViewersTally;
  readonly accounts: { readonly signedUp: number; readonly wanted: number };
  readonly elapsedMs: number;
  readonly paint: Paint;
}

const BAR_CELLS = 30;
const MOST_OCAS = 8;

/** The lines of a live view: how many play, stall or are done, how it goes, and who is where. */
export function viewersFrame(frame: ViewersFrame): readonly string[] {
  const { title, tally, accounts, elapsedMs, paint } = frame;
  const { signedUp, wanted } = accounts;
  const begun = signedUp < wanted
    ? `${signedUp} of ${wanted} accounts signed up`
    : `${tally.started} of ${tally.viewers} started`;
  return [
    `${paint("bold", title)} by ${tally.viewers} viewers  ${formatAge(elapsedMs)}`,
    `${placesBar(tally, paint)}  ${begun}`,
    placesLine(tally, paint),
    qualityLine(tally),
    ...ocaLines(tally),
  ];
}

/** Each letter is a share of the viewers: done, playing, stalled, failed, not started. */
function placesBar(tally: ViewersTally, paint: Paint): string {
  const parts = [
    { count: tally.ended + tally.stopped, letter: "■", style: "dim" },
    { count: tally.playing, letter: "█", style: "green" },
    { count: tally.stalled, letter: "▒", style: "yellow" },
    { count: tally.failed, letter: "×", style: "red" },
    { count: tally.starting + tally.waiting, letter: "░", style: "dim" },
  ] as const;
  const edge = (viewers: number) => Math.round(BAR_CELLS * viewers / tally.viewers);
  let before = 0;
  return parts.map(({ count, letter, style }) => {
    const cells = edge(before + count) - edge(before);
    before += count;
    return paint(style, letter.repeat(cells));
  }).join("");
}

function placesLine(tally: ViewersTally, paint: Paint): string {
  const { playing, stalled, ended, failed, stopped } = tally;
  const starting = tally.starting + tally.waiting;
  return [
    `${playing} playing`,
    stalled === 0 ? "0 stalled" : paint("yellow", `${stalled} stalled`),
    `${ended} ended`,
    failed === 0 ? "0 failed" : paint("red", `${failed} failed`),
    ...(starting === 0 ? [] : [`${starting} starting`]),
    ...(stopped === 0 ? [] : [`${stopped} stopped`]),
  ].join(", ");
}

function qualityLine(tally: ViewersTally): string {
  const { startupP50Ms, startupP95Ms, stalls, stalledMs, failovers, bytes } = tally;
  const startup = startupP50Ms === null || startupP95Ms === null
    ? "start-up unknown"
    : `start-up p50 ${formatAge(startupP50Ms)}, p95 ${formatAge(startupP95Ms)}`;
  const stalled = stalls === 0 ? "" : ` (${formatAge(stalledMs)})`;
  return `${startup}; stalls ${stalls}${stalled}, failovers ${failovers}, ${formatBytes(bytes)}`;
}

/** Where most are comes first. */
function ocaLines({ byOca }: ViewersTally): string[] {
  const all = Object.entries(byOca).sort(([one, many], [other, more]) =>
    more - many || (one < other ? -1 : 1)
  );
  const shown = all.length > MOST_OCAS ? all.slice(0, MOST_OCAS - 1) : all;
  const width = Math.max(0, ...shown.map(([, viewers]) => String(viewers).length));
  const lines = shown.map(([oca, viewers]) => `${String(viewers).padStart(width)} at ${oca}`);
  const rest = all.slice(shown.length);
  if (rest.length === 0) return lines;
  const others = rest.reduce((sum, [, viewers]) => sum + viewers, 0);
  return [...lines, `… ${others} at ${rest.length} more OCAs`];
}
