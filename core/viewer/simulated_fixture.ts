import type { Viewer, ViewerAction, ViewerInput, ViewerRequest, ViewerResult } from "./mod.ts";

/** How an OCA behaves from some time on. */
export type Behaviour =
  | "good"
  /** Good, after it died and came back within no time. */
  | "reborn"
  /** Refuses connections, and breaks what is under way. */
  | "dead"
  /** Answers 503. */
  | "503"
  /** Breaks every answer off in its middle. */
  | "reset"
  /** Takes requests and never answers; what is under way falls silent. */
  | "hang"
  /** 20 KB/s. */
  | "slow"
  /** The first byte takes 2 s. */
  | "late"
  /** Answers 403 until a new offer was made. */
  | "403"
  /** Answers with what is no playlist, and 404 for media. */
  | "nonsense";

/** An OCA of a test: since when it behaves how. */
export interface SimulatedOca {
  readonly id: string;
  readonly phases: readonly { readonly fromMs: number; readonly behaviour: Behaviour }[];
}

/** A title and its OCAs. */
export interface WorldOptions {
  readonly ocas: readonly SimulatedOca[];
  readonly segments?: number;
  readonly segmentMs?: number;
  readonly bytesPerMs?: number;
  readonly rungsBps?: readonly number[];
}

interface Scheduled {
  readonly atMs: number;
  readonly oca: string;
  readonly input: ViewerInput;
}

const TTFB_MS = 5;

/** Where the playlist of an OCA is. */
export function masterUrl(id: string, offer = 1): string {
  return `http://${id}/t1/v1/master.m3u8?sig=${offer}`;
}

/** OCAs over a network in which nothing takes real time. */
export class SimulatedWorld {
  /** Every request in order. */
  readonly requests: { readonly request: ViewerRequest; readonly atMs: number }[] = [];
  readonly beacons: Extract<ViewerAction, { kind: "beacon" }>["beacon"][] = [];
  readonly steps: Extract<ViewerAction, { kind: "step" }>["step"][] = [];
  /** Segments as they came, `video 0`, `video 1` …, for the law that none is skipped. */
  readonly taken: string[] = [];
  renewals = 0;
  nowMs = 0;
  mostBufferMs = 0;
  /** Makes the answer to `renew`; undefined: playback cannot be reached. */
  offer: (() => readonly { readonly id: string; readonly url: string }[]) | undefined;
  readonly #options: Required<WorldOptions>;
  readonly #broken = new Map<number, string>();
  #agenda: Scheduled[] = [];

  constructor(options: WorldOptions) {
    this.#options = {
      segments: 12,
      segmentMs: 2_000,
      bytesPerMs: 5_000,
      rungsBps: [200_000, 600_000, 1_200_000],
      ...options,
    };
    this.offer = () => this.ocas(this.renewals + 1);
  }

  /** What playback offers. */
  ocas(offer = 1): readonly { readonly id: string; readonly url: string }[] {
    return this.#options.ocas.map(({ id }) => ({ id, url: masterUrl(id, offer) }));
  }

  /** Drives a viewer until it is over, checking the laws that hold at every moment. */
  run(viewer: Viewer, options: { readonly stopAtMs?: number } = {}): ViewerResult {
    let positionMs = 0;
    for (let turns = 0; turns < 200_000; turns++) {
      if (this.nowMs >= (options.stopAtMs ?? Infinity)) viewer.stop(this.nowMs);
      const turn = viewer.next(this.nowMs);
      for (const action of turn.actions) this.#act(action);
      const seen = viewer.snapshot();
      if (seen.positionMs < positionMs) throw new Error("the position went back");
      positionMs = seen.positionMs;
      this.mostBufferMs = Math.max(this.mostBufferMs, seen.bufferMs);
      if (turn.result !== undefined) return turn.result;
      this.#advance(viewer, Math.min(turn.wakeAtMs, options.stopAtMs ?? Infinity));
    }
    throw new Error(`the viewer never ends: ${JSON.stringify(viewer.snapshot())}`);
  }

  #advance(viewer: Viewer, wakeAtMs: number): void {
    const faults = this.#options.ocas.flatMap(({ id, phases }) =>
      phases.filter(({ fromMs }) => fromMs > this.nowMs).map((phase) => ({ id, ...phase }))
    );
    const times = [wakeAtMs, ...this.#agenda.map(({ atMs }) => atMs)];
    const nextMs = Math.min(...times, ...faults.map(({ fromMs }) => fromMs));
    if (!Number.isFinite(nextMs)) throw new Error("nothing will ever happen again");
    this.nowMs = Math.max(this.nowMs, nextMs);
    for (const { id, fromMs, behaviour } of faults) {
      if (fromMs <= this.nowMs) this.#strike(id, behaviour);
    }
    const due = this.#agenda.filter(({ atMs }) => atMs <= this.nowMs)
      .sort((one, other) => one.atMs - other.atMs);
    this.#agenda = this.#agenda.filter(({ atMs }) => atMs > this.nowMs);
    for (const { input } of due) this.#deliver(viewer, input);
  }

  /** What a fault does to answers that are under way. */
  #strike(oca: string, behaviour: Behaviour): void {
    if (behaviour !== "dead" && behaviour !== "hang") return;
    const cut = this.#agenda.filter((one) => one.oca === oca);
    this.#agenda = this.#agenda.filter((one) => one.oca !== oca);
    if (behaviour === "hang") return;
    const ids = new Set(cut.map(({ input }) => "id" in input ? input.id : -1));
    for (const id of ids) this.#plan(oca, 0, { kind: "failure", id, reason: "reset" });
  }

  #deliver(viewer: Viewer, input: ViewerInput): void {
    if ("id" in input && this.#broken.has(input.id)) return;
    if (input.kind === "answer" && input.status === 200) {
      const { request } = this.requests.find((one) => one.request.id === input.id)!;
      if (request.purpose === "segment") this.taken.push(`${request.track} ${request.index}`);
    }
    viewer.feed(input, this.nowMs);
  }

  #act(action: ViewerAction): void {
    switch (action.kind) {
      case "fetch":
        this.requests.push({ request: action.request, atMs: this.nowMs });
        return this.#serve(action.request);
      case "abort":
        return void this.#broken.set(action.id, "aborted");
      case "beacon":
        return void this.beacons.push(action.beacon);
      case "step":
        return void this.steps.push(action.step);
      case "renew": {
        this.renewals++;
        const ocas = this.offer?.();
        const input: ViewerInput = ocas === undefined
          ? { kind: "no-offer" }
          : { kind: "offer", ocas };
        return this.#plan("playback", 20, input);
      }
    }
  }

  #serve(request: ViewerRequest): void {
    const { id, oca } = request;
    const body = this.#bodyOf(request);
    const behaviour = this.#behaviourOf(oca);
    const fail = (reason: "connect" | "reset", afterMs: number) =>
      this.#plan(oca, afterMs, { kind: "failure", id, reason });
    const status = (code: number) =>
      this.#plan(oca, TTFB_MS, { kind: "answer", id, status: code, bytes: 0 });
    const isOld = request.url.includes("sig=1");
    if (behaviour === "dead") return fail("connect", 1);
    if (behaviour === "hang") return;
    if (behaviour === "503") return status(503);
    if (behaviour === "403" && isOld) return status(403);
    if (behaviour === "nonsense") {
      return request.wantsText ? this.#ok(id, oca, "<html>") : status(404);
    }
    if (behaviour === "late") {
      return this.#plan(oca, 2_000, { kind: "answer", id, status: 200, ...body });
    }
    this.#plan(oca, TTFB_MS, { kind: "head", id, sizeBytes: body.bytes });
    if (behaviour === "reset") {
      this.#plan(oca, TTFB_MS + 5, { kind: "progress", id, bytes: body.bytes / 2 });
      return fail("reset", TTFB_MS + 10);
    }
    this.#stream(request, body, behaviour === "slow" ? 20 : this.#options.bytesPerMs);
  }

  #stream(request: ViewerRequest, body: Body, bytesPerMs: number): void {
    const { id, oca } = request;
    const tookMs = body.bytes / bytesPerMs;
    for (let afterMs = 100; afterMs < tookMs; afterMs += 100) {
      const bytes = Math.floor(afterMs * bytesPerMs);
      this.#plan(oca, TTFB_MS + afterMs, { kind: "progress", id, bytes });
    }
    const life = this.#lifeOf(oca);
    const answer = { kind: "answer", id, status: 200, isHit: true, life, ...body } as const;
    this.#plan(oca, TTFB_MS + tookMs, answer);
  }

  #ok(id: number, oca: string, text: string): void {
    this.#plan(oca, TTFB_MS, { kind: "answer", id, status: 200, bytes: text.length, text });
  }

  #lifeOf(id: string): string {
    const phases = this.#options.ocas.find((oca) => oca.id === id)?.phases ?? [];
    const births = phases.filter((phase) =>
      phase.behaviour === "reborn" && phase.fromMs <= this.nowMs
    );
    return `life ${births.length}`;
  }

  #plan(oca: string, afterMs: number, input: ViewerInput): void {
    this.#agenda.push({ atMs: this.nowMs + afterMs, oca, input });
  }

  #behaviourOf(oca: string): Behaviour {
    const phases = this.#options.ocas.find(({ id }) => id === oca)?.phases ?? [];
    const now = phases.filter(({ fromMs }) => fromMs <= this.nowMs);
    return now[now.length - 1]?.behaviour ?? "good";
  }

  #bodyOf(request: ViewerRequest): Body {
    const [path = "", query = ""] = request.url.split("?");
    const { rungsBps, segments, segmentMs } = this.#options;
    const folder = path.split("/").slice(-2)[0] ?? "";
    if (request.purpose === "master") return textBody(masterText(rungsBps, query));
    if (request.purpose === "playlist") {
      return textBody(mediaText(segments, folder === "a0" ? segmentMs - 5 : segmentMs, query));
    }
    if (request.purpose === "init") return { bytes: 800 };
    const bitrateBps = folder === "a0" ? 64_000 : rungsBps[Number(folder.slice(1))] ?? 0;
    return { bytes: bitrateBps / 8_000 * segmentMs };
  }
}

interface Body {
  readonly bytes: number;
  readonly text?: string;
}

function textBody(text: string): Body {
  return { bytes: text.length, text };
}

function masterText(rungsBps: readonly number[], query: string): string {
  const rungs = rungsBps.map((bps, index) =>
    `#EXT-X-STREAM-INF:BANDWIDTH=${bps},RESOLUTION=${320 * (index + 1)}x${180 * (index + 1)},` +
    `AUDIO="audio"\nv${index}/playlist.m3u8?${query}`
  );
  const sound =
    `#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="audio",NAME="en",URI="a0/playlist.m3u8?${query}"`;
  return ["#EXTM3U", sound, ...rungs].join("\n");
}

function mediaText(segments: number, segmentMs: number, query: string): string {
  const list = Array.from(
    { length: segments },
    (_, index) => `#EXTINF:${segmentMs / 1_000},\n${index + 1}.m4s?${query}`,
  );
  return ["#EXTM3U", `#EXT-X-MAP:URI="init.mp4?${query}"`, ...list, "#EXT-X-ENDLIST"].join("\n");
}
