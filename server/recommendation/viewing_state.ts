import type { ViewingRecord } from "@netops/core/contracts";

/** What a profile watched of one title. */
export interface WatchedTitle {
  readonly titleId: string;
  readonly positionMs: number;
  readonly durationMs: number;
  /** When the newest record was made. */
  readonly tsMs: number;
  /** A session began and did not end: it may be on a screen right now. */
  readonly isPlaying: boolean;
}

/** What is kept of one profile. */
export interface ViewingState {
  readonly firstSeenMs: number;
  /** At most 200, the newest first. */
  readonly watched: readonly WatchedTitle[];
  /** The sessions whose start was counted, the newest first; so many that none comes again. */
  readonly counted: readonly string[];
}

/** What a record changes. */
export interface ViewingChange {
  /** The same object when nothing changed. */
  readonly state: ViewingState;
  /** Whether it is the first start of its session: what popularity counts. */
  readonly isStart: boolean;
}

const MOST_TITLES = 200;
const MOST_SESSIONS = 50;
const ENDINGS: ReadonlySet<ViewingRecord["type"]> = new Set(["end", "stop"]);

/**
 * Takes a record into what is known of a profile. The same record again changes nothing, and an older
 * one does not overwrite a newer, so records may come twice.
 */
export function applyViewing(
  before: ViewingState | undefined,
  record: ViewingRecord,
): ViewingChange {
  const state = before ?? { firstSeenMs: record.tsMs, watched: [], counted: [] };
  const isStart = record.type === "start" && !state.counted.includes(record.sessionId);
  const counted = isStart
    ? [record.sessionId, ...state.counted].slice(0, MOST_SESSIONS)
    : state.counted;
  const known = state.watched.find(({ titleId }) => titleId === record.titleId);
  const next = watchedBy(record);
  const isNews = known === undefined || known.tsMs < next.tsMs;
  if (!isNews && !isStart && before !== undefined) return { state, isStart };
  const others = state.watched.filter((each) => each !== known);
  const own = isNews ? next : known;
  const watched = [...others, own].sort((a, b) => b.tsMs - a.tsMs).slice(0, MOST_TITLES);
  return { state: { ...state, watched, counted }, isStart };
}

function watchedBy({ type, titleId, positionMs, durationMs, tsMs }: ViewingRecord): WatchedTitle {
  // The last frame is rarely where the clock says that the title ends.
  const at = type === "end" ? durationMs : positionMs;
  return { titleId, positionMs: at, durationMs, tsMs, isPlaying: !ENDINGS.has(type) };
}
