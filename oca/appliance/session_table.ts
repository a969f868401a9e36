import type { Cmcd } from "./cmcd.ts";

/** One viewer on this OCA, as its requests tell. */
export interface Session {
  /** The player's session id, else the signature of its URLs. */
  readonly key: string;
  readonly sig: string;
  readonly titleId: string;
  readonly clientIp: string;
  readonly startedAtMs: number;
  lastSeenMs: number;
  /** Whether it asked for media: who only looks at playlists, as a probe does, does not play here. */
  isPlaying: boolean;
  requests: number;
  bytes: number;
  /** From CMCD, undefined when the player sends none. */
  sessionId?: string;
  contentId?: string;
  bitrateKbps?: number;
  bufferMs?: number;
  throughputKbps?: number;
  /** Requests that said the buffer had run empty. */
  starvations: number;
  /** 1 once a request said that it was for the start-up: all of them are one. */
  startups: number;
}

/** One request of a session. */
export interface SessionRequest {
  /** The signature of its URL: one for each play. */
  readonly sig: string;
  readonly titleId: string;
  readonly clientIp: string;
  readonly cmcd: Cmcd | undefined;
  /** Whether it is for media: an init segment or a segment. */
  readonly isMedia: boolean;
  readonly nowMs: number;
}

/** A session that was not seen for so long has ended. */
export const SESSION_IDLE_MS = 10_000;

const MOST_SESSIONS = 20_000;

/**
 * Keeps the sessions that live; pure over wall time. A session counts from its first media on: players look
 * at the playlists of several OCAs before they choose one.
 */
export class SessionTable {
  readonly #sessions = new Map<string, Session>();
  /** The newest session of a signature: players of one address may share it. */
  readonly #keys = new Map<string, string>();
  #playing = 0;

  /** How many play, as of the last sweep and what came since. */
  get size(): number {
    return this.#playing;
  }

  /** The sessions that play. */
  get sessions(): readonly Session[] {
    return [...this.#sessions.values()].filter(({ isPlaying }) => isPlaying);
  }

  /** Whether a request belongs to a session that is known, even if it only looked yet. */
  knows(sig: string, cmcd: Cmcd | undefined): boolean {
    return this.#keys.has(sig) ||
      cmcd?.sessionId !== undefined && this.#sessions.has(cmcd.sessionId);
  }

  /** Counts a request; makes a session when it is the first. */
  see(request: SessionRequest): Session {
    const { sig, cmcd, isMedia, nowMs } = request;
    const key = cmcd?.sessionId ?? this.#keys.get(sig) ?? sig;
    const session = this.#sessions.get(key) ?? this.#begin(key, request);
    session.lastSeenMs = nowMs;
    session.requests++;
    if (isMedia) this.#play(session);
    if (cmcd !== undefined) learn(session, cmcd);
    return session;
  }

  /** Ends the sessions that were not seen for ten seconds; returns those that played. */
  sweep(nowMs: number): Session[] {
    const ended = [...this.#sessions.values()].filter(({ lastSeenMs }) =>
      nowMs - lastSeenMs >= SESSION_IDLE_MS
    );
    for (const session of ended) this.#drop(session);
    return ended.filter(({ isPlaying }) => isPlaying);
  }

  #begin(key: string, { sig, titleId, clientIp, nowMs }: SessionRequest): Session {
    // A player that says its session id only now was known by its signature.
    const known = key === sig ? undefined : this.#sessions.get(sig);
    const counted = known ??
      { startedAtMs: nowMs, requests: 0, bytes: 0, starvations: 0, startups: 0 };
    const fresh = { key, sig, titleId, clientIp, lastSeenMs: nowMs, isPlaying: false };
    const session: Session = { ...counted, ...fresh };
    if (known !== undefined) this.#drop(known);
    if (known?.isPlaying === true) this.#play(session);
    const [oldest] = this.#sessions.size >= MOST_SESSIONS ? this.#sessions.values() : [];
    if (oldest !== undefined) this.#drop(oldest);
    this.#sessions.set(key, session);
    this.#keys.set(sig, key);
    return session;
  }

  #play(session: Session): void {
    if (session.isPlaying) return;
    session.isPlaying = true;
    this.#playing++;
  }

  #drop({ key, sig, isPlaying }: Session): void {
    if (this.#sessions.delete(key) && isPlaying) this.#playing--;
    if (this.#keys.get(sig) === key) this.#keys.delete(sig);
  }
}

function learn(session: Session, cmcd: Cmcd): void {
  if (cmcd.starved) session.starvations++;
  if (cmcd.startup) session.startups = 1;
  const { sessionId, contentId, bitrateKbps, bufferMs, throughputKbps } = cmcd;
  if (sessionId !== undefined) session.sessionId = sessionId;
  if (contentId !== undefined) session.contentId = contentId;
  if (bitrateKbps !== undefined) session.bitrateKbps = bitrateKbps;
  if (bufferMs !== undefined) session.bufferMs = bufferMs;
  if (throughputKbps !== undefined) session.throughputKbps = throughputKbps;
}
