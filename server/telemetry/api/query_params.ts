import { badParameter } from "./api_error.ts";
import { readDurationMs, readTimeMs } from "./read_time.ts";

/** Ends of an open range: as far as times can be written. */
const FIRST_MS = -62_135_596_800_000;
const LAST_MS = 253_402_300_799_000;
const MOST_FORM_BYTES = 1_000_000;

/** The parameters of a request: of its query, and of its form when it is a POST. */
export class QueryParams {
  readonly #params: URLSearchParams;

  constructor(params: URLSearchParams) {
    this.#params = params;
  }

  /** Reads them. @throws {ApiError} bad_data when the form is too large */
  static async of(request: Request): Promise<QueryParams> {
    const params = new URLSearchParams(new URL(request.url).search);
    const isForm = request.headers.get("content-type")
      ?.startsWith("application/x-www-form-urlencoded") ?? false;
    if (request.method === "POST" && isForm) {
      const text = await request.text();
      if (text.length > MOST_FORM_BYTES) throw badParameter("body", "form is too large");
      for (const [name, value] of new URLSearchParams(text)) params.append(name, value);
    }
    return new QueryParams(params);
  }

  /** The value, or "" when there is none. */
  text(name: string): string {
    return this.#params.get(name) ?? "";
  }

  /** All values. */
  all(name: string): string[] {
    return this.#params.getAll(name);
  }

  /** A time. @throws {ApiError} bad_data when it is none, or missing without a default */
  timeMs(name: string, elseMs?: number): number {
    const text = this.text(name);
    if (text === "" && elseMs !== undefined) return elseMs;
    const timeMs = readTimeMs(text);
    if (timeMs === undefined) {
      throw badParameter(name, `cannot parse "${text}" to a valid timestamp`);
    }
    return timeMs;
  }

  /** A duration. @throws {ApiError} bad_data when it is none, or missing without a default */
  durationMs(name: string, elseMs?: number): number {
    const text = this.text(name);
    if (text === "" && elseMs !== undefined) return elseMs;
    const seconds = Number(text);
    if (text !== "" && Number.isFinite(seconds) && seconds <= 0) {
      const only =
        "zero or negative query resolution step widths are not accepted. Try a positive integer";
      throw badParameter(name, only);
    }
    const durationMs = readDurationMs(text);
    if (durationMs === undefined) {
      throw badParameter(name, `cannot parse "${text}" to a valid duration`);
    }
    return durationMs;
  }

  /** How many entries at most; undefined for all. @throws {ApiError} bad_data when it is no number */
  limit(): number | undefined {
    const text = this.text("limit");
    if (text === "" || text === "0") return undefined;
    if (!/^\d{1,9}$/.test(text)) throw badParameter("limit", "limit must be non-negative");
    return Number(text);
  }

  /** The range of `start` and `end`, open where they are missing. */
  range(): { readonly fromMs: number; readonly toMs: number } {
    return { fromMs: this.timeMs("start", FIRST_MS), toMs: this.timeMs("end", LAST_MS) };
  }
}
