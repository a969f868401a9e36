import type { PlayAnswer, ViewerBeacon } from "@netops/core/contracts";
import { steeringManifest } from "../../oca/steering/content_steering.ts";
import type { StubWishes } from "./watch_stub_wishes.ts";
import { problem, REASONS } from "./watch_stub_data.ts";
import type { StubOca } from "./watch_stub_oca.ts";

/** Playback and steering of the stub. */
export class StubPlayback {
  readonly beacons: ViewerBeacon[] = [];
  #sessions = new Map<string, { titleId: string; startedAtMs: number; isEnded: boolean }>();

  constructor(readonly wishes: StubWishes, readonly ocas: () => readonly StubOca[]) {}

  /** Ends a live stream; false when there is none. */
  end(sessionId: string): boolean {
    const session = this.#sessions.get(sessionId);
    if (session !== undefined) session.isEnded = true;
    return session !== undefined;
  }

  /** `POST /playback/play` */
  play(titleId: string, playId: string): Response {
    const title = this.wishes.titles.find(({ id }) => id === titleId);
    if (title === undefined) {
      return problem({ status: 404, code: "NOT_FOUND", detail: "Cannot find the title" });
    }
    const sessionId = `session-${playId.slice(0, 8)}`;
    this.#sessions.set(sessionId, { titleId, startedAtMs: Date.now(), isEnded: false });
    const base = (oca: StubOca) => `${oca.url}/${titleId}/${title.version}`;
    const answer: PlayAnswer = {
      sessionId,
      titleId,
      title: title.title,
      durationMs: title.durationMs,
      positionMs: this.wishes.positionsMs.get(titleId) ?? 0,
      ocas: this.ocas().map((oca, index) => ({
        id: oca.id,
        rank: index + 1,
        hlsUrl: `${base(oca)}/master.m3u8?s=1`,
        dashUrl: `${base(oca)}/manifest.mpd?s=1`,
        site: oca.id.split(".")[1] ?? "",
        isp: oca.id.split(".")[2] ?? "",
        reasons: REASONS[index] ?? [],
      })),
      rejected: [{
        oca: "c001.ams001.isp-b",
        reason: "CONTENT_MISS",
        detail: "does not hold this version yet",
      }],
      expiresAtMs: Date.now() + 4 * 3_600_000,
      maxHeight: 480,
      player: {
        ttfbTimeoutMs: 1_500,
        errorRetries: 1,
        retryDelayMs: 200,
        bufferMs: 6_000,
        heartbeatMs: 5_000,
      },
    };
    return Response.json(answer);
  }

  /** `POST /playback/events` */
  hear(body: Record<string, unknown>): Response {
    const sessionId = String(body["sessionId"]);
    const events = body["events"] as ViewerBeacon[];
    this.beacons.push(...events);
    const isEnded = this.#sessions.get(sessionId)?.isEnded ?? true;
    if (events.some(({ type }) => type === "end" || type === "stop")) {
      this.#sessions.delete(sessionId);
    }
    return Response.json({ sessionId, state: isEnded ? "ended" : "live" });
  }

  /** `GET /playback/sessions` */
  liveSessions() {
    return [...this.#sessions].filter(([, { isEnded }]) => !isEnded).map((
      [sessionId, session],
    ) => ({
      sessionId,
      titleId: session.titleId,
      title: this.wishes.titles.find(({ id }) => id === session.titleId)?.title ?? "",
      profileId: "main",
      startedAtMs: session.startedAtMs,
      seenAtMs: Date.now(),
      positionMs: 4_000,
    }));
  }

  /** `GET /steering/hls` and `/steering/dash` */
  steer(url: URL): Response {
    const titleId = url.searchParams.get("t") ?? "";
    const isHls = url.pathname.endsWith("/hls");
    const asked = url.searchParams.get(isHls ? "_HLS_pathway" : "_DASH_pathway") ?? "";
    const given = asked.replaceAll('"', "").split(",")[0] ?? "";
    const version = this.wishes.titles.find(({ id }) => id === titleId)?.version;
    const below = (path: string) => `/${titleId}/${version}/${path}?s=1`;
    const manifest = steeringManifest({
      ranked: this.ocas().map(({ id, url }, index) => ({
        oca: id,
        rank: index + 1,
        url,
        reasons: [],
        site: "",
        isp: "",
      })),
      baseId: given === "." || given === "" ? this.ocas()[0]?.id ?? "" : given,
      reloadUri: url.pathname + url.search,
      ...(isHls ? { stable: stableUris(below) } : {}),
    });
    return Response.json(manifest, { headers: { "access-control-allow-origin": "*" } });
  }
}

function stableUris(below: (path: string) => string) {
  const variants = new Map(["v0", "v1", "v2"].map((id) => [id, below(`${id}/playlist.m3u8`)]));
  const renditions = new Map([
    ["a0", below("a0/playlist.m3u8")],
    ["captions/en", below("captions/en.m3u8")],
    ["captions/de", below("captions/de.m3u8")],
  ]);
  return { variants, renditions };
}
