import type { TitlePackage } from "@netops/core/contracts";
import { registrationOf, signInstance } from "@netops/core/service";
import { sha256Hex, versionOf } from "../../oca/appliance/check_package.ts";

/** A title that is made up for a test: its package and its bytes by path. */
export interface MadeTitle {
  readonly title: TitlePackage;
  readonly bytes: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
}

/** How large a made title is. */
export interface MadeTitleOptions {
  readonly segments?: number;
  readonly segmentBytes?: number;
  /** Draws other bytes. */
  readonly seed?: number;
}

const MASTER = `#EXTM3U
#EXT-X-VERSION:7
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="aud",NAME="English",LANGUAGE="en",URI="a0/playlist.m3u8"
#EXT-X-STREAM-INF:BANDWIDTH=300000,CODECS="avc1.42c01e,mp4a.40.2",AUDIO="aud"
v0/playlist.m3u8
`;

const MPD = `<?xml version="1.0" encoding="utf-8"?>
<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" mediaPresentationDuration="PT8S">
  <Period id="0" start="PT0S">
    <AdaptationSet id="0" contentType="video">
      <SegmentTemplate duration="2" initialization="$RepresentationID$/init.mp4" media="$RepresentationID$/$Number$.m4s" startNumber="1"/>
      <Representation id="v0" bandwidth="300000"/>
    </AdaptationSet>
  </Period>
</MPD>
`;

/** Makes a title of random-looking bytes, laid out as a packaged one. */
export async function makeTitle(
  titleId: string,
  options: MadeTitleOptions = {},
): Promise<MadeTitle> {
  const { segments = 4, segmentBytes = 20_000, seed = 1 } = options;
  const bytes = new Map<string, Uint8Array<ArrayBuffer>>();
  const text = (path: string, content: string) =>
    bytes.set(path, new TextEncoder().encode(content));
  text("master.m3u8", MASTER);
  text("manifest.mpd", MPD);
  text("captions/en.vtt", "WEBVTT\n");
  for (const [index, track] of ["v0", "a0"].entries()) {
    bytes.set(`${track}/init.mp4`, noise(600, seed * 100 + index));
    const names = Array.from({ length: segments }, (_, at) => `${at + 1}.m4s`);
    const lines = names.map((name) => `#EXTINF:2,\n${name}`).join("\n");
    text(
      `${track}/playlist.m3u8`,
      `#EXTM3U\n#EXT-X-MAP:URI="init.mp4"\n${lines}\n#EXT-X-ENDLIST\n`,
    );
    for (const [at, name] of names.entries()) {
      bytes.set(`${track}/${name}`, noise(segmentBytes, seed * 10_000 + index * 1_000 + at));
    }
  }
  const files = await Promise.all([...bytes].map(async ([path, content]) => ({
    ...{ path, sizeBytes: content.byteLength, sha256: await sha256Hex(content) },
  })));
  const version = await versionOf({ files });
  const title = {
    ...{ titleId, version, title: titleId, durationMs: segments * 2_000, segmentMs: 2_000, files },
    rungs: [{ name: "v0", width: 256, height: 144, bitrateBps: 300_000, codecs: "avc1.42c01e" }],
    audio: [{ name: "a0", language: "en", bitrateBps: 64_000, codecs: "mp4a.40.2" }],
    captions: [{ language: "en", label: "English", path: "captions/en.vtt" }],
  };
  return { title, bytes };
}

/** An origin in the hands of a test. */
export interface TestOrigin {
  readonly url: string;
  readonly titles: MadeTitle[];
  /** Paths of files that were asked for, in order. */
  readonly asked: string[];
  /** Changes the bytes of an answer; undefined leaves them. */
  spoil: ((path: string, bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>) | undefined;
  /** Waits so long before each file. */
  delayMs: number;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Starts an origin that gives to the run's token only, and registers it. */
export async function startTestOrigin(
  options: {
    readonly token: string;
    readonly registryUrl: string;
    readonly titles: readonly MadeTitle[];
  },
): Promise<TestOrigin> {
  const { token, registryUrl } = options;
  const titles = [...options.titles];
  const asked: string[] = [];
  const state = { spoil: undefined as TestOrigin["spoil"], delayMs: 0 };
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    if (request.headers.get("authorization") !== `Bearer ${token}`) {
      return new Response(null, { status: 401 });
    }
    const [, kind, titleId, version, ...rest] = new URL(request.url).pathname.split("/");
    if (kind === "titles" && titleId === undefined) {
      return Response.json({ titles: titles.map(({ title }) => title) });
    }
    const made = titles.find(({ title }) => title.titleId === titleId);
    if (kind === "titles" && made !== undefined) return Response.json(made.title);
    const path = rest.join("/");
    const bytes = made?.title.version === version ? made?.bytes.get(path) : undefined;
    if (kind !== "files" || bytes === undefined) return new Response(null, { status: 404 });
    asked.push(path);
    if (state.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, state.delayMs));
    return new Response(state.spoil?.(path, bytes) ?? bytes);
  });
  const url = `http://127.0.0.1:${server.addr.port}`;
  const leave = await keepRegistered(registryUrl, { token, port: server.addr.port });
  return Object.assign(state, {
    ...{ url, titles, asked },
    [Symbol.asyncDispose]: async () => {
      await leave();
      await server.shutdown();
    },
  });
}

/** Registers the origin and renews its lease until it is told to leave. */
async function keepRegistered(
  registryUrl: string,
  { token, port }: { readonly token: string; readonly port: number },
): Promise<() => Promise<void>> {
  const placement = {
    ...{ app: "origin", cluster: "origin", serverGroup: "origin-v000", version: "test" },
    ...{ region: "eu", zone: "-", host: "127.0.0.1", port },
  };
  const signature = signInstance(token, { ...placement, id: "origin-1" });
  const registration = registrationOf({ ...placement, instanceId: "origin-1", signature });
  const send = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(`${registryUrl}/eureka/apps/ORIGIN${path}`, {
      method,
      headers: { "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    await response.body?.cancel();
    return response.status;
  };
  const renew = async () => {
    // On a busy machine a lease may have ended.
    if (await send("PUT", "/origin-1") === 404) await send("POST", "", registration);
  };
  await send("POST", "", registration);
  const renewal = setInterval(() => renew().catch(() => {}), 1_000);
  return async () => {
    clearInterval(renewal);
    // The registry may be gone before.
    await send("DELETE", "/origin-1").catch(() => {});
  };
}

/** Bytes that look random and are the same each time. */
function noise(sizeBytes: number, seed: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(sizeBytes);
  let state = 2 * seed + 1;
  for (let at = 0; at < sizeBytes; at++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    bytes[at] = state & 0xff;
  }
  return bytes;
}
