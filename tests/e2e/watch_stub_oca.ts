import { signHls } from "../../oca/appliance/sign_hls.ts";
import { signMpd } from "../../oca/appliance/sign_mpd.ts";
import { addStableIds } from "../../oca/appliance/stable_ids.ts";

const TITLES = new URL("../../oca/origin/titles/", import.meta.url);

/**
 * How an OCA of the stub behaves: a silent one takes the connection and never answers, a breaking one
 * closes it in the middle of each body.
 */
export type OcaMood = "well" | "failing" | "silent" | "breaking";

/** An OCA that serves the built-in titles from the disk, at an address of its own. */
export class StubOca implements AsyncDisposable {
  readonly url: string;
  mood: OcaMood = "well";
  /** Paths of media files that it sent. */
  readonly served: string[] = [];
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  readonly #stop = new AbortController();
  readonly #waiting = new Set<() => void>();

  constructor(readonly id: string, readonly hostname: string, readonly steeringUrl: () => string) {
    this.#server = Deno.serve({
      hostname,
      port: 0,
      signal: this.#stop.signal,
      onListen: () => undefined,
    }, (request) => this.#answer(request));
    this.url = `http://${hostname}:${this.#server.addr.port}`;
  }

  /** Ends it as SIGKILL would: connections end, and new ones are refused. */
  async kill(): Promise<void> {
    this.#stop.abort();
    for (const release of this.#waiting) release();
    await this.#server.finished;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }

  async #answer(request: Request): Promise<Response> {
    const { pathname, search } = new URL(request.url);
    const headers = new Headers({ "access-control-allow-origin": "*" });
    if (this.mood === "failing") return new Response("no", { status: 503, headers });
    if (this.mood === "silent") return await this.#hang(request.signal);
    const [, titleId = "", version = "", ...rest] = pathname.split("/");
    const path = rest.join("/");
    try {
      const bytes = await Deno.readFile(new URL(`${titleId}/${path}`, TITLES));
      headers.set("content-type", typeOf(path));
      if (/\.(m3u8|mpd)$/.test(path)) {
        return new Response(
          this.#sign(path, new TextDecoder().decode(bytes), {
            titleId,
            version,
            query: search.slice(1),
          }),
          { headers },
        );
      }
      this.served.push(pathname);
      headers.set("content-length", String(bytes.byteLength));
      return new Response(this.mood === "breaking" ? brokenBody(bytes) : bytes, { headers });
    } catch {
      return new Response("not here", { status: 404, headers });
    }
  }

  #sign(
    path: string,
    text: string,
    { titleId, version, query }: { titleId: string; version: string; query: string },
  ): string {
    const facts = {
      query: new URLSearchParams([...new URLSearchParams(query)].filter(([name]) => name === "s"))
        .toString(),
      steeringUrl: `${this.steeringUrl()}/${path.endsWith(".mpd") ? "dash" : "hls"}?t=${titleId}`,
      pathwayId: this.id,
      baseUrl: `${this.url}/${titleId}/${version}/`,
    };
    return path.endsWith(".mpd") ? signMpd(text, facts) : signHls(addStableIds(text), facts);
  }

  #hang(signal: AbortSignal): Promise<Response> {
    return new Promise((resolve) => {
      const release = () => {
        this.#waiting.delete(release);
        resolve(new Response(null, { status: 500 }));
      };
      this.#waiting.add(release);
      signal.addEventListener("abort", release, { once: true });
    });
  }
}

/** Half of the bytes, then the end of the connection. */
function brokenBody(bytes: Uint8Array<ArrayBuffer>): ReadableStream<Uint8Array> {
  let isSent = false;
  return new ReadableStream({
    pull: (controller) => {
      if (isSent) return controller.error(new Error("the connection breaks"));
      isSent = true;
      controller.enqueue(bytes.subarray(0, bytes.byteLength / 2));
    },
  });
}

function typeOf(path: string): string {
  const types: Readonly<Record<string, string>> = {
    m3u8: "application/vnd.apple.mpegurl",
    mpd: "application/dash+xml",
    vtt: "text/vtt",
    m4s: "video/iso.segment",
    mp4: "video/mp4",
  };
  return types[path.split(".").pop() ?? ""] ?? "application/octet-stream";
}
