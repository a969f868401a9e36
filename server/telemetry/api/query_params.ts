import { ApiError, badParameter } from "./api_error.ts";
import { readDurationMs, readTimeMs } from "./read_time.ts";

/** Ends of an open range: as far as times can be written. */
const FIRST_MS = -62_135_596_800_000;
const LAST_MS = 253_402_300_799_000;
const MOST_FORM_BYTES = 1_000_000;
/** Source: Go, strconv.ParseBool. */
const TRUE: ReadonlySet<string> = new Set(["1", "t", "T", "TRUE", "true", "True"]);
const FALSE: ReadonlySet<string> = new Set(["0", "f", "F", "FALSE", "false", "False"]);

/** The parameters of a request: of its query, and of its form when it is a POST. */
export class QueryParams {
  readonly #params: URLSearchParams;

  constructor(params: URLSearchParams) {
    this.#params = params;
  }

  /** Reads them. @throws {ApiError} bad_data when the form is too large */
  static async of(request: Request): Promise<QueryParams> {
    const asked = new URL(request.url).searchParams;
    const isForm = request.headers.get("content-type")
      ?.startsWith("application/x-www-form-urlencoded") ?? false;
    if (request.method === "POST" && isForm) {
      const text = await request.text();
      if (text.length > MOST_FORM_BYTES) throw badParameter("body", "form is too large");
      const params = new URLSearchParams(text);
      // The first value counts, and a form's come first. Source: Go, net/http, Request.Form.
      for (const [name, value] of asked) params.append(name, value);
      return new QueryParams(params);
    }
    return new QueryParams(asked);
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

  /** A duration of any sign. @throws {ApiError} bad_data when it is none, or missing without a default */
  durationMs(name: string, elseMs?: number): number {
    const text = this.text(name);
    if (text === "" && elseMs !== undefined) return elseMs;
    const durationMs = readDurationMs(text);
    if (durationMs === undefined) throw badParameter(name, noDuration(text));
    return durationMs;
  }

  /** The distance of the points of a range. @throws {ApiError} bad_data when it is not positive */
  stepMs(): number {
    const stepMs = this.durationMs("step");
    if (stepMs > 0) return stepMs;
    const only =
      "zero or negative query resolution step widths are not accepted. Try a positive integer";
    throw badParameter("step", only);
  }

  /** How old a sample may be; undefined for the default. @throws {ApiError} bad_data when it is no duration */
  lookbackMs(): number | undefined {
    const text = this.text("lookback_delta");
    if (text === "") return undefined;
    const lookbackMs = readDurationMs(text);
    if (lookbackMs === undefined) {
      throw new ApiError("bad_data", `error parsing lookback delta duration: ${noDuration(text)}`);
    }
    return lookbackMs > 0 ? lookbackMs : undefined;
  }

  /** How many entries at most; undefined for all. @throws {ApiError} bad_data when it is no number */
  limit(): number | undefined {
    const text = this.text("limit");
    if (text === "") return undefined;
    const limit = readInteger(text);
    if (limit === undefined) {
      throw badParameter("limit", `strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`);
    }
    if (limit < 0) throw badParameter("limit", "limit must be non-negative");
    return limit === 0 ? undefined : limit;
  }

  /** A whole number; undefined when it is missing. @throws {ApiError} bad_data when it is none */
  number(name: string): number | undefined {
    const text = this.text(name);
    if (text === "") return undefined;
    const number = readInteger(text);
    if (number === undefined) throw new ApiError("bad_data", `${name} must be a number`);
    return number;
  }

  /** Whether something is wished; false when it is missing. @throws {ApiError} bad_data when it is no truth value */
  flag(name: string): boolean {
    const text = this.text(name);
    if (text === "" || FALSE.has(text)) return false;
    if (TRUE.has(text)) return true;
    const syntax = `strconv.ParseBool: parsing ${JSON.stringify(text)}: invalid syntax`;
    throw badParameter(name, `error converting ${name}: ${syntax}`);
  }

  /** The range of `start` and `end`, open where they are missing. */
  range(): { readonly fromMs: number; readonly toMs: number } {
    return { fromMs: this.timeMs("start", FIRST_MS), toMs: this.timeMs("end", LAST_MS) };
  }
}

function readInteger(text: string): number | undefined {
  return /^[+-]?\d{1,15}$/.test(text) ? Number(text) : undefined;
}

function noDuration(text: string): string {
  return `cannot parse ${JSON.stringify(text)} to a valid duration`;
}
