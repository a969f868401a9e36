import { type Clock, NetopsError } from "@netops/core";
import type {
  LiveSession,
  SessionState,
  ViewerBeacon,
  ViewingRecord,
} from "@netops/core/contracts";
import type { PlaybackStore, Position } from "./store.ts";
import type { StreamStarts } from "./stream_starts.ts";
import { displace, hear, type Hearing, liveStreams, shown, type Stream } from "./streams.ts";

/** What sessions are made with. */
export interface SessionsParts {
  readonly store: PlaybackStore;
  readonly starts: StreamStarts;
  readonly clock: Clock;
  /** Tells the platform what was watched; must not block. */
  readonly publish: (record: ViewingRecord) => void;
}

/** A live session and whose it is, for the platform's own eyes. */
export interface OwnedSession extends LiveSession {
  readonly account: string;
}

/** Hears players, and lets owners see and end what plays. */
export class Sessions {
  readonly #parts: SessionsParts;

  /** Works with these parts. */
  constructor(parts: SessionsParts) {
    this.#parts = parts;
  }

  /**
   * Takes the beacons of a session: extends it, keeps the position, counts its start once.
   *
   * @throws {NetopsError} NOT_FOUND also when the session is somebody else's.
   */
  async hear(
    account: string,
    said: { readonly sessionId: string; readonly beacons: readonly ViewerBeacon[] },
  ): Promise<SessionState> {
    const { store, starts, clock } = this.#parts;
    const heard = await store.change(account, (book) => {
      const result = hear(book, said, clock.nowMs());
      const changed = result !== undefined && result.book !== book;
      return {
        result,
        book: changed ? result.book : undefined,
        position: result?.counts === true ? positionOf(result, said.beacons) : undefined,
      };
    });
    if (heard === undefined) throw noSession();
    if (heard.justStarted) starts.started();
    if (heard.counts) this.#publish(account, heard.stream, said.beacons);
    return { sessionId: said.sessionId, state: heard.stream.state };
  }

  /** The live sessions of an account. */
  async list(account: string): Promise<LiveSession[]> {
    const { store, clock } = this.#parts;
    const live = await store.change(account, (book) => {
      return { result: liveStreams(book, clock.nowMs()) };
    });
    return live.map(shown);
  }

  /** Ends a session of an account. @throws {NetopsError} NOT_FOUND */
  async end(account: string, sessionId: string): Promise<void> {
    const { store, clock } = this.#parts;
    const ended = await store.change(account, (book) => {
      const next = displace(book, sessionId, clock.nowMs());
      return { result: next !== undefined, book: next };
    });
    if (!ended) throw noSession();
  }

  /** Every live session. */
  async all(): Promise<OwnedSession[]> {
    const { store, clock } = this.#parts;
    const sessions: OwnedSession[] = [];
    for await (const { account, book } of store.all()) {
      for (const stream of liveStreams(book, clock.nowMs())) {
        sessions.push({ account, ...shown(stream) });
      }
    }
    return sessions;
  }

  /** Forgets an account. */
  erase(account: string): Promise<void> {
    return this.#parts.store.erase(account);
  }

  #publish(account: string, stream: Stream, beacons: readonly ViewerBeacon[]): void {
    const { publish, clock } = this.#parts;
    const { sessionId, profileId, titleId, durationMs } = stream;
    for (const { type, positionMs, tsMs } of beacons) {
      // A player's clock may be ahead; nothing was watched in the future.
      const atMs = Math.min(tsMs, clock.nowMs());
      publish({ type, account, profileId, sessionId, titleId, positionMs, durationMs, tsMs: atMs });
    }
  }
}

/** Who saw a title to its end begins it anew. */
function positionOf({ stream }: Hearing, beacons: readonly ViewerBeacon[]): Position {
  const hasEnded = beacons.some(({ type }) => type === "end");
  const { profileId, titleId, positionMs } = stream;
  return { profileId, titleId, positionMs: hasEnded ? 0 : positionMs };
}

function noSession(): NetopsError {
  return new NetopsError("NOT_FOUND", "Cannot find this session of the account", {
    fix: "play again: POST /playback/play",
  });
}
