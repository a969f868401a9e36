import { type HttpClient, NetopsError, type Timer } from "@netops/core";
import type { HeldTitle, PackagedFile, TitlePackage } from "@netops/core/contracts";
import { isOrigin } from "./combine_orders.ts";

/** What fetching from a source works with. */
export interface FillSourceOptions {
  readonly http: HttpClient;
  readonly timer: Timer;
  /** The run's token: origin and peers give to nobody else. */
  readonly token: string;
  readonly signal: AbortSignal;
}

const ANSWER_MS = 2_000;
/** A whole transfer may take this long, and a second more for each of so many bytes. */
const SLOWEST_BYTES_PER_MS = 50;
const MOST_LIST_BYTES = 32 * 1024 * 1024;

/** Fetches lists and files from origin and from peers. */
export class FillSources {
  readonly #options: FillSourceOptions;

  constructor(options: FillSourceOptions) {
    this.#options = options;
  }

  /** Fetches the list of a title's files, as the source says it; nothing of it is checked. */
  async readPackage(source: string, held: HeldTitle): Promise<TitlePackage> {
    const url = isOrigin(source)
      ? `${source.replace(/\/files$/, "/titles")}/${held.titleId}`
      : `${source}/${held.titleId}/${held.version}`;
    const bytes = await this.#fetch(url, { mostBytes: MOST_LIST_BYTES });
    try {
      return JSON.parse(new TextDecoder().decode(bytes));
    } catch (cause) {
      throw new NetopsError("UPSTREAM_FAILED", `Cannot read the files of ${held.titleId} as JSON`, {
        cause,
      });
    }
  }

  /** Fetches one file; its hash is not checked. @throws {NetopsError} when it has another size. */
  async readFile(
    source: string,
    held: HeldTitle,
    file: PackagedFile,
  ): Promise<Uint8Array<ArrayBuffer>> {
    const url = `${source}/${held.titleId}/${held.version}/${file.path}`;
    const bytes = await this.#fetch(url, { mostBytes: file.sizeBytes });
    if (bytes.byteLength !== file.sizeBytes) {
      throw new NetopsError("UPSTREAM_FAILED", `Cannot take ${url} as it is too short`);
    }
    return bytes;
  }

  async #fetch(
    url: string,
    { mostBytes }: { readonly mostBytes: number },
  ): Promise<Uint8Array<ArrayBuffer>> {
    const { http, timer, token, signal } = this.#options;
    const late = new AbortController();
    const cancel = timer.after(ANSWER_MS + mostBytes / SLOWEST_BYTES_PER_MS, () => late.abort());
    try {
      const response = await http.send({
        method: "GET",
        url,
        headers: { authorization: `Bearer ${token}` },
        signal: AbortSignal.any([signal, late.signal]),
      });
      if (response.status !== 200) {
        await response.body?.cancel();
        throw new NetopsError("UPSTREAM_FAILED", `Cannot get ${url}: ${response.status}`);
      }
      return await readAll(response, mostBytes);
    } finally {
      cancel();
    }
  }
}

/** Reads a body of at most so many bytes. */
async function readAll(response: Response, mostBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  // HTTP ends a body at the length it was given, so one that says it may be read in one go.
  const saidBytes = Number(response.headers.get("content-length") ?? Infinity);
  if (saidBytes <= mostBytes) return await response.bytes();
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let sizeBytes = 0;
  for await (const piece of response.body ?? []) {
    sizeBytes += piece.byteLength;
    if (sizeBytes > mostBytes) {
      throw new NetopsError("UPSTREAM_FAILED", `Cannot take more than ${mostBytes} bytes`);
    }
    pieces.push(piece);
  }
  const whole = new Uint8Array(sizeBytes);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.byteLength;
  }
  return whole;
}
