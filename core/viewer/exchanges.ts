import { cmcdHeaders, type CmcdSession } from "./cmcd.ts";
import type { Exchange } from "./in_flight.ts";
import type { Need } from "./track.ts";
import type { ViewerAction, ViewerRequest } from "./viewer_wire.ts";

/** What to fetch, and from whom. */
export interface Order {
  readonly oca: string;
  readonly url: string;
  readonly track: "video" | "audio" | undefined;
  readonly need: Need | undefined;
  /** What it is for when no track needs it. */
  readonly purpose: "master" | "watch" | undefined;
  readonly timeoutMs: number;
  readonly session: CmcdSession;
}

/** Holds the requests of a session that are under way. */
export class Exchanges {
  readonly #act: (action: ViewerAction) => void;
  readonly #open = new Map<number, Exchange>();
  /** The same, as a list that is made when they change: it is read far more often. */
  #list: readonly Exchange[] = [];
  readonly #busy = { video: 0, audio: 0 };
  #lastId = 0;

  /** Hands its fetches and aborts to `act`. */
  constructor(act: (action: ViewerAction) => void) {
    this.#act = act;
  }

  /** Every request that is under way. */
  get open(): readonly Exchange[] {
    return this.#list;
  }

  /** Whether a track has a request under way. */
  isBusy(track: "video" | "audio"): boolean {
    return this.#busy[track] > 0;
  }

  /** Sends a request. */
  start(order: Order, nowMs: number): void {
    const request = requestOf(order, ++this.#lastId);
    const expectedBytes = (order.need?.rung.bitrateBps ?? 0) / 8_000 *
      (order.need?.durationMs ?? 0);
    this.#open.set(request.id, {
      request,
      need: order.need,
      startedAtMs: nowMs,
      lastByteAtMs: nowMs,
      headAtMs: undefined,
      bytes: 0,
      sizeBytes: expectedBytes,
    });
    this.#changed(request.track, 1);
    this.#act({ kind: "fetch", request });
  }

  /** Notes the head of an answer. */
  head(id: number, sizeBytes: number | undefined, nowMs: number): void {
    const exchange = this.#open.get(id);
    if (exchange === undefined) return;
    exchange.headAtMs = nowMs;
    exchange.lastByteAtMs = nowMs;
    if (sizeBytes !== undefined) exchange.sizeBytes = sizeBytes;
  }

  /** Notes bytes of a body. */
  progress(id: number, bytes: number, nowMs: number): void {
    const exchange = this.#open.get(id);
    if (exchange === undefined || bytes <= exchange.bytes) return;
    exchange.headAtMs ??= nowMs;
    exchange.lastByteAtMs = nowMs;
    exchange.bytes = bytes;
  }

  /** Takes a request that came to its end; undefined when nobody waits for it any more. */
  end(id: number): Exchange | undefined {
    const exchange = this.#open.get(id);
    if (this.#open.delete(id)) this.#changed(exchange?.request.track, -1);
    return exchange;
  }

  /** Takes time from every request that is under way: it was the viewer who was late. */
  forgive(lateMs: number): void {
    for (const exchange of this.#open.values()) {
      exchange.startedAtMs += lateMs;
      if (exchange.headAtMs !== undefined) exchange.headAtMs += lateMs;
      exchange.lastByteAtMs += lateMs;
    }
  }

  /** Ends requests before their time. */
  abort(isMeant: (exchange: Exchange) => boolean): void {
    for (const [id, exchange] of this.#open) {
      if (!isMeant(exchange)) continue;
      this.#open.delete(id);
      this.#changed(exchange.request.track, -1);
      this.#act({ kind: "abort", id });
    }
  }

  #changed(track: "video" | "audio" | undefined, by: number): void {
    this.#list = [...this.#open.values()];
    if (track !== undefined) this.#busy[track] += by;
  }
}

const OBJECT_TYPES = { master: "m", playlist: "m", init: "i", watch: "i" } as const;

function requestOf(order: Order, id: number): ViewerRequest {
  const { oca, url, track, need, timeoutMs, session } = order;
  const purpose = need?.purpose ?? order.purpose ?? "master";
  const isSegment = purpose === "segment";
  return {
    id,
    oca,
    url,
    purpose,
    track,
    timeoutMs,
    wantsText: purpose === "master" || purpose === "playlist",
    rung: need?.rung.name,
    index: need?.index,
    headers: cmcdHeaders(session, {
      objectType: isSegment ? (track === "audio" ? "a" : "v") : OBJECT_TYPES[purpose],
      bitrateBps: isSegment ? need?.rung.bitrateBps : undefined,
      durationMs: isSegment ? need?.durationMs : undefined,
    }),
  };
}
