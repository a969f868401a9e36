import { join, normalize } from "node:path";
import type { Browser } from "playwright-core";

/** What a player in a real browser made of a title. */
export interface Playback {
  readonly ended: boolean;
  readonly durationS: number;
  readonly width: number;
  readonly height: number;
  /** Places where playing went on after a seek. */
  readonly resumedAtS: readonly number[];
  readonly captions: readonly string[];
  /** How many pieces the title was in when all of it was loaded: more than one is a hole. */
  readonly bufferedRanges: number;
  /** What the player, the page and the server complained about. */
  readonly complaints: readonly string[];
}

/** The two players, each with the manifest it reads. */
export const PLAYERS = { "hls.js": "master.m3u8", "dash.js": "manifest.mpd" } as const;

/** A player of {@linkcode PLAYERS}. */
export type PlayerName = keyof typeof PLAYERS;

const SCRIPTS = new URL("../../server/watch/assets/", import.meta.url).pathname;

const TYPES: Readonly<Record<string, string>> = {
  m3u8: "application/vnd.apple.mpegurl",
  mpd: "application/dash+xml",
  mp4: "video/mp4",
  m4s: "video/iso.segment",
  vtt: "text/vtt",
  js: "text/javascript",
};

/** Serves files of one folder, and the two players, on a free port of loopback. */
export function serveTitles(dir: string): { url: string; missing: string[] } & AsyncDisposable {
  const missing: string[] = [];
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, (request) => {
    const path = normalize(new URL(request.url).pathname);
    if (path === "/") return page("<video id=v muted playsinline></video>");
    const file = path.startsWith("/players/") ? join(SCRIPTS, path.slice(9)) : join(dir, path);
    const type = TYPES[file.split(".").at(-1) ?? ""] ?? "application/octet-stream";
    try {
      return new Response(Deno.readFileSync(file), { headers: { "content-type": type } });
    } catch {
      missing.push(path);
      return new Response(null, { status: 404 });
    }
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    missing,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

function page(body: string): Response {
  const head = '<!doctype html><link rel="icon" href="data:,">';
  return new Response(head + body, { headers: { "content-type": "text/html" } });
}

/**
 * Loads all of a title, then plays it at four times its speed: the first seconds, a seek to the end, a
 * seek back, the end. So nothing starves on a machine that is busy, and a stall is a fault of the title.
 */
export async function playTitle(
  browser: Browser,
  player: PlayerName,
  site: { readonly url: string; readonly title: string },
): Promise<Playback> {
  const context = await browser.newContext();
  try {
    const tab = await context.newPage();
    const complaints: string[] = [];
    tab.on("pageerror", (error) => complaints.push(String(error)));
    tab.on("response", (answer) => {
      if (answer.status() >= 400) complaints.push(`${answer.status()} ${answer.url()}`);
    });
    await tab.goto(`${site.url}/`);
    const played = await tab.evaluate(playInPage, {
      player,
      script: `/players/${player}`,
      manifest: `${site.url}/${site.title}/${PLAYERS[player]}`,
    });
    return { ...played, complaints: [...complaints, ...played.complaints] };
  } finally {
    await context.close();
  }
}

interface PageVideo {
  playbackRate: number;
  currentTime: number;
  readonly duration: number;
  readonly ended: boolean;
  readonly seeking: boolean;
  readonly readyState: number;
  readonly buffered: { readonly length: number; end(index: number): number };
  readonly videoWidth: number;
  readonly videoHeight: number;
  readonly textTracks: Iterable<{
    mode: string;
    readonly cues: Iterable<{ readonly text: string }> | null;
  }>;
  play(): Promise<void>;
}

/** Runs in the page: nothing from outside of it can be used. */
async function playInPage(
  order: { readonly player: string; readonly script: string; readonly manifest: string },
): Promise<Playback> {
  // These types know no DOM.
  const { document } = globalThis as unknown as {
    document: { getElementById(id: string): PageVideo };
  };
  const video = document.getElementById("v");
  const complaints: string[] = [];
  const waitFor = async (what: string, holds: () => boolean) => {
    const deadline = performance.now() + 30_000;
    while (!holds()) {
      if (performance.now() > deadline) {
        const { currentTime, readyState, seeking } = video;
        throw new Error(
          `no ${what}: ${JSON.stringify({ currentTime, readyState, seeking, complaints })}`,
        );
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  const module = await import(order.script);
  if (order.player === "hls.js") {
    const hls = new module.default({ maxBufferLength: 60, maxMaxBufferLength: 60 });
    hls.on(module.default.Events.ERROR, (_: unknown, { details }: { details: string }) => {
      // A seek ends the loads that it makes useless, which hls.js tells as an error.
      if (details !== module.default.ErrorDetails.INTERNAL_ABORTED) {
        complaints.push(`hls.js ${details}`);
      }
    });
    hls.loadSource(order.manifest);
    hls.attachMedia(video);
  } else {
    const dash = module.MediaPlayer().create();
    dash.on("error", ({ error }: { error: { message: string } }) => {
      complaints.push(`dash.js ${error.message}`);
    });
    const buffer = { bufferTimeDefault: 60, bufferTimeAtTopQuality: 60 };
    dash.updateSettings({ streaming: { buffer, text: { defaultEnabled: true } } });
    dash.initialize(video, order.manifest, false);
  }
  await waitFor("duration", () => video.duration > 0);
  await waitFor("whole title", () =>
    video.buffered.length > 0 &&
    video.duration - video.buffered.end(video.buffered.length - 1) < 0.15);
  const bufferedRanges = video.buffered.length;
  video.playbackRate = 4;
  await video.play();
  await waitFor("start", () => video.currentTime > 2);
  // hls.js loads the captions that the page shows, and turns off what it set itself before.
  for (const track of Array.from(video.textTracks).slice(0, 1)) track.mode = "showing";
  const resumedAtS: number[] = [];
  for (const place of [video.duration - 2, 3, video.duration - 3]) {
    video.currentTime = place;
    await waitFor(`going on at ${place}`, () => !video.seeking && video.currentTime > place + 0.3);
    resumedAtS.push(video.currentTime);
  }
  await waitFor("end", () => video.ended);
  const tracks = Array.from(video.textTracks);
  return {
    ended: video.ended,
    durationS: video.duration,
    width: video.videoWidth,
    height: video.videoHeight,
    resumedAtS,
    captions: tracks.flatMap((track) => Array.from(track.cues ?? [], (cue) => cue.text)),
    bufferedRanges,
    complaints,
  };
}
