import type { LiveSession, SessionState, ViewerBeacon } from "@netops/core/contracts";

/** A session without a word for so long gives its place free. */
export const SILENT_MS = 30_000;
/** How long a session that ended is remembered, to tell its player so. */
const REMEMBER_MS = 4 * 3_600_000;
const MOST_REMEMBERED = 20;

/** One session of an account. */
export interface Stream extends LiveSession {
  readonly playId: string | undefined;
  readonly durationMs: number;
  readonly state: SessionState["state"];
  /** Whether its first `start` was counted. */
  readonly hasStarted: boolean;
  /** What the plan allowed when it began. */
  readonly maxStreams: number;
}

/** All sessions of one account: one document, so that one check guards every place. */
export type StreamBook = readonly Stream[];

/** What a play asks for. */
export interface Wish {
  readonly sessionId: string;
  readonly playId: string | undefined;
  readonly profileId: string;
  readonly titleId: string;
  readonly title: string;
  readonly durationMs: number;
  readonly positionMs: number;
  readonly maxStreams: number;
}

/** Whether the wish got a place; `resumed` is the place that the same play got before. */
export type Claim =
  | { readonly kind: "claimed" | "resumed"; readonly stream: Stream; readonly book: StreamBook }
  | { readonly kind: "refused"; readonly live: number };

/** Whether a session holds a place. */
export function isLive(stream: Stream, nowMs: number): boolean {
  return stream.state === "live" && nowMs - stream.seenAtMs < SILENT_MS;
}

/** The sessions that hold a place. */
export function liveStreams(book: StreamBook, nowMs: number): Stream[] {
  return book.filter((stream) => isLive(stream, nowMs));
}

/**
 * Asks for a place: at most `maxStreams` sessions of an account are live at once.
 *
 * A play that is sent again gets the session that it had; one that fell silent needs a free place again.
 */
export function claim(book: StreamBook, wish: Wish, nowMs: number): Claim {
  const mine = book.find((stream) => stream.state === "live" && isSamePlay(stream, wish));
  const live = liveStreams(book, nowMs).length;
  const holdsPlace = mine !== undefined && isLive(mine, nowMs);
  if (!holdsPlace && live >= wish.maxStreams) return { kind: "refused", live };
  if (mine !== undefined) {
    const stream = { ...mine, seenAtMs: nowMs };
    return { kind: "resumed", stream, book: replaced(book, stream) };
  }
  const stream: Stream = {
    ...wish,
    startedAtMs: nowMs,
    seenAtMs: nowMs,
    state: "live",
    hasStarted: false,
  };
  return { kind: "claimed", stream, book: [...remembered(book, nowMs), stream] };
}

/** What the beacons of a player changed. */
export interface Hearing {
  readonly stream: Stream;
  readonly book: StreamBook;
  /** Whether this is the first start of the session. */
  readonly justStarted: boolean;
  /** Whether the session was live, so that its beacons count. */
  readonly counts: boolean;
}

/**
 * Takes the beacons of a session; undefined when there is no such session.
 *
 * A session that fell silent gets its place again if one is free, and is displaced otherwise.
 */
export function hear(
  book: StreamBook,
  said: { readonly sessionId: string; readonly beacons: readonly ViewerBeacon[] },
  nowMs: number,
): Hearing | undefined {
  const known = book.find(({ sessionId }) => sessionId === said.sessionId);
  if (known === undefined) return undefined;
  const ignored = { book, justStarted: false, counts: false };
  if (known.state !== "live") return { ...ignored, stream: known };
  if (!isLive(known, nowMs) && liveStreams(book, nowMs).length >= known.maxStreams) {
    const stream: Stream = { ...known, state: "displaced" };
    return { ...ignored, stream, book: replaced(book, stream) };
  }
  const starts = said.beacons.some(({ type }) => type === "start");
  const ends = said.beacons.some(({ type }) => type === "end" || type === "stop");
  const stream: Stream = {
    ...known,
    seenAtMs: nowMs,
    positionMs: said.beacons.at(-1)?.positionMs ?? known.positionMs,
    hasStarted: known.hasStarted || starts,
    state: ends ? "ended" : "live",
  };
  const justStarted = starts && !known.hasStarted;
  return { stream, book: replaced(book, stream), justStarted, counts: true };
}

/** Ends a session from outside; undefined when it is not live. */
export function displace(
  book: StreamBook,
  sessionId: string,
  nowMs: number,
): StreamBook | undefined {
  const known = liveStreams(book, nowMs).find((stream) => stream.sessionId === sessionId);
  return known === undefined ? undefined : replaced(book, { ...known, state: "displaced" });
}

/** Drops a session as if it had never been, when its play could not be answered. */
export function withdraw(book: StreamBook, sessionId: string): StreamBook {
  return book.filter((stream) => stream.sessionId !== sessionId);
}

/** Shows a session to its owner. */
export function shown(stream: Stream): LiveSession {
  const { sessionId, titleId, title, profileId, startedAtMs, seenAtMs, positionMs } = stream;
  return { sessionId, titleId, title, profileId, startedAtMs, seenAtMs, positionMs };
}

/** A write that arrived twice finds its own session id, a play that was sent twice its play id. */
function isSamePlay(stream: Stream, wish: Wish): boolean {
  if (stream.sessionId === wish.sessionId) return true;
  return wish.playId !== undefined && stream.playId === wish.playId &&
    stream.titleId === wish.titleId;
}

function replaced(book: StreamBook, stream: Stream): StreamBook {
  return book.map((other) => other.sessionId === stream.sessionId ? stream : other);
}

/** Every live session, and the newest of those that are not. */
function remembered(book: StreamBook, nowMs: number): StreamBook {
  const old = book.filter((stream) => {
    return !isLive(stream, nowMs) && nowMs - stream.seenAtMs < REMEMBER_MS;
  }).slice(-MOST_REMEMBERED);
  return [...old, ...liveStreams(book, nowMs)];
}
