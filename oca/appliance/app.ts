import {
  checkTitleUrl,
  type Clock,
  NetopsError,
  problemResponse,
  readTitleQuery,
  type TitleKeys,
  toNetopsError,
} from "@netops/core";
import { answerBytes } from "./answer_bytes.ts";
import { CORS_HEADERS, fileHeaders, HitHeaders, PREFLIGHT_HEADERS } from "./answer_headers.ts";
import { readCmcd } from "./cmcd.ts";
import type { Inventory, ServedFile } from "./inventory.ts";
import { type LoadedObject, MOST_WHOLE_BYTES, type ObjectLoader } from "./object_loader.ts";
import type { ObjectStore } from "./object_store.ts";
import type { RenderedManifests } from "./rendered_manifests.ts";
import type { DrainReason } from "./serving_state.ts";
import type { Session, SessionTable } from "./session_table.ts";
import type { Traffic } from "./traffic.ts";

/** What serving works with. */
export interface OcaAppOptions {
  readonly guard: (request: Request) => string;
  readonly keys: TitleKeys;
  readonly clock: Clock;
  readonly inventory: Inventory;
  readonly loader: ObjectLoader;
  readonly store: ObjectStore;
  readonly manifests: RenderedManifests;
  readonly sessions: SessionTable;
  readonly traffic: Traffic;
  /** Answers `/fill/…`, which peers ask for with the run's token. */
  readonly serveFill: (request: Request, target: string) => Promise<Response>;
  /** Why no new session is taken; undefined while serving. */
  readonly drainReason: () => DrainReason | undefined;
  /** Drawn once by each process. */
  readonly life: string;
  /** CMSD-Dynamic as of now. */
  readonly cmsdDynamic: () => string;
  /** Called when the disk does not give what it should have. */
  readonly onBroken: (file: ServedFile, thrown: unknown) => void;
}

/** A part of a file that is read while it is sent. */
interface OpenedPart {
  readonly stream: ReadableStream<Uint8Array<ArrayBuffer>>;
  readonly sizeBytes: number;
}

/** Makes the handler of the main port: `GET|HEAD /<titleId>/<version>/<path>?exp&sig&c`. */
export function createOcaApp(
  options: OcaAppOptions,
): (request: Request) => Response | Promise<Response> {
  const app = new OcaApp(options);
  return (request) => app.answer(request);
}

class OcaApp {
  readonly #options: OcaAppOptions;
  readonly #hitHeaders: HitHeaders;

  constructor(options: OcaAppOptions) {
    this.#options = options;
    this.#hitHeaders = new HitHeaders(options.life);
  }

  answer(request: Request): Response | Promise<Response> {
    try {
      const answer = this.#serve(request);
      if (answer instanceof Response) return this.#count(answer);
      return answer.then(
        (response) => this.#count(response),
        (thrown) => this.#refuse(thrown),
      );
    } catch (thrown) {
      return this.#refuse(thrown);
    }
  }

  #serve(request: Request): Response | Promise<Response> {
    const target = this.#options.guard(request);
    if (request.method === "OPTIONS") {
      return new Response(null, { status: 204, headers: PREFLIGHT_HEADERS });
    }
    if (target.startsWith("/fill/")) return this.#options.serveFill(request, target);
    const mark = target.indexOf("?");
    const path = mark < 0 ? target : target.slice(0, mark);
    const query = mark < 0 ? "" : target.slice(mark + 1);
    const file = this.#options.inventory.find(path);
    if (file === undefined) {
      throw new NetopsError("NOT_FOUND", "Cannot find this file on this OCA");
    }
    const session = this.#admit(request, { file, query });
    if (file.kind === "hls" || file.kind === "dash") {
      return this.#serveManifest(request, { file, query, session });
    }
    if (file.sizeBytes > MOST_WHOLE_BYTES) return this.#stream(request, { file, session });
    const loaded = this.#load(file);
    if (loaded instanceof Promise) {
      return loaded.then((object) => this.#serveObject(request, { file, session, ...object }));
    }
    return this.#serveObject(request, { file, session, ...loaded });
  }

  /** Checks the signature, and that a new session may begin. */
  #admit(
    request: Request,
    { file, query }: { readonly file: ServedFile; readonly query: string },
  ): Session {
    const { keys, clock, sessions, drainReason } = this.#options;
    const nowMs = clock.nowMs();
    const { titleId, version } = file;
    const verdict = checkTitleUrl(keys, { titleId, version, query, nowMs });
    if (verdict !== "ok") throw refusedSignature(verdict);
    const { sig, clientIp } = readTitleQuery(query)!;
    const cmcd = readCmcd(query, request.headers);
    const reason = drainReason();
    if (reason !== undefined && file.isEntry && !sessions.knows(sig, cmcd)) throw drained(reason);
    return sessions.see({ sig, titleId, clientIp, cmcd, isMedia: file.kind === "media", nowMs });
  }

  #load(file: ServedFile): LoadedObject | Promise<LoadedObject> {
    const loaded = this.#options.loader.load(file);
    if (!(loaded instanceof Promise)) return loaded;
    return loaded.catch((thrown) => this.#broken(file, thrown));
  }

  async #serveManifest(
    request: Request,
    options: {
      readonly file: ServedFile;
      readonly query: string;
      readonly session: Session;
    },
  ): Promise<Response> {
    const { manifests } = this.#options;
    const { file, session } = options;
    const query = readTitleQuery(options.query)!;
    const known = manifests.find(file, query);
    const rendered = known ?? manifests.render(file, query, (await this.#load(file)).bytes);
    return this.#answerBytes(request, {
      ...{ file, session, etag: rendered.etag, bytes: rendered.bytes },
      isHit: known !== undefined,
    });
  }

  #serveObject(
    request: Request,
    options: LoadedObject & { readonly file: ServedFile; readonly session: Session },
  ): Response {
    return this.#answerBytes(request, { ...options, etag: options.file.etag });
  }

  #answerBytes(
    request: Request,
    options: LoadedObject & {
      readonly file: ServedFile;
      readonly session: Session;
      readonly etag: string;
    },
  ): Response {
    const { file, session, etag, bytes, isHit } = options;
    const headers = this.#headersOf(file, etag, isHit);
    return answerBytes(request, {
      ...{ etag, headers },
      sizeBytes: bytes.byteLength,
      take: (start, end) =>
        start === 0 && end === bytes.byteLength - 1 ? bytes : bytes.subarray(start, end + 1),
      onBytes: (sizeBytes) => this.#countBytes(session, sizeBytes, isHit),
    });
  }

  /** Serves a file that is too large for memory, piece by piece from the disk. */
  #stream(
    request: Request,
    { file, session }: { readonly file: ServedFile; readonly session: Session },
  ): Promise<Response> {
    const { store } = this.#options;
    let opening: Promise<OpenedPart> | undefined;
    const headers = this.#headersOf(file, file.etag, false);
    const response = answerBytes(request, {
      ...{ etag: file.etag, headers },
      sizeBytes: file.sizeBytes,
      take: (start, end) => {
        const sizeBytes = end - start + 1;
        opening = store.stream(file.sha256, { start, end })
          .then((stream) => ({ stream, sizeBytes }));
        return null;
      },
      onBytes: (sizeBytes) => this.#countBytes(session, sizeBytes, false),
    });
    if (opening === undefined) return Promise.resolve(response);
    return opening.then(
      ({ stream, sizeBytes }) => {
        const own = new Headers(response.headers);
        // A stream does not know its length, and without one it would go out in chunks.
        own.set("content-length", String(sizeBytes));
        return new Response(stream, { status: response.status, headers: own });
      },
      (thrown) => this.#broken(file, thrown),
    );
  }

  /** Headers are kept where they are the same each time: for what memory has and nobody signs. */
  #headersOf(file: ServedFile, etag: string, isHit: boolean): Headers {
    const cmsdDynamic = this.#options.cmsdDynamic();
    return isHit && etag === file.etag
      ? this.#hitHeaders.of(file, cmsdDynamic)
      : fileHeaders(file, { etag, cmsdDynamic, isHit, life: this.#options.life });
  }

  #countBytes(session: Session, sizeBytes: number, isHit: boolean): void {
    session.bytes += sizeBytes;
    this.#options.traffic.countBytes(sizeBytes, isHit, this.#options.clock.monotonicMs());
  }

  #broken(file: ServedFile, thrown: unknown): never {
    this.#options.onBroken(file, thrown);
    throw new NetopsError("UNHEALTHY", "Cannot read this file from the disk", { cause: thrown });
  }

  #count(response: Response): Response {
    this.#options.traffic.countAnswer(response.status);
    return response;
  }

  #refuse(thrown: unknown): Response {
    const error = toNetopsError(thrown);
    const headers: Record<string, string> = { ...CORS_HEADERS, "cache-control": "no-store" };
    if (error.code === "METHOD_NOT_ALLOWED") headers["allow"] = "GET, HEAD, OPTIONS";
    if (error.code === "TOO_LARGE") headers["connection"] = "close";
    if (error.code === "UNHEALTHY") headers["retry-after"] = "2";
    return this.#count(problemResponse(error, headers));
  }
}

function refusedSignature(verdict: "expired" | "forged"): NetopsError {
  return verdict === "expired"
    ? new NetopsError("FORBIDDEN", "Cannot serve as the signature of this address has expired", {
      fix: "ask playback for a new address",
    })
    : new NetopsError("FORBIDDEN", "Cannot serve as this address is not signed for this file");
}

function drained(reason: DrainReason): NetopsError {
  const why = reason === "ordered"
    ? "this OCA is being drained"
    : "this OCA hears nothing from cachecontrol and drains itself";
  return new NetopsError("UNHEALTHY", `Cannot take a new session as ${why}`, {
    fix: "play from the next OCA of the list",
  });
}
