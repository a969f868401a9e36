import { fromProblem, type HttpClient, NetopsError, type Timer } from "@netops/core";
import { answerWithin } from "../answer_within.ts";
import { messageOf } from "../fleet_facts.ts";
import type { NoDataReason } from "./data_answer.ts";

/** What reading telemetry needs. */
export interface TelemetryReaderOptions {
  /** Where telemetry answers; empty when this platform has none. */
  readonly telemetryUrl: string;
  readonly http: HttpClient;
  readonly timer: Timer;
}

/** A value of a query string; those that are empty or undefined are left out. */
export type QueryValues = Readonly<Record<string, string | number | undefined>>;

const LIMIT_MS = 6_000;
const MOST_BYTES = 16_000_000;
const MOST_AT_ONCE = 16;

/** Asks telemetry: at most 16 questions at a time, 6 s and 16 MB an answer. */
export class TelemetryReader {
  #asking = 0;
  readonly #options: TelemetryReaderOptions;

  /** Asks nobody yet. */
  constructor(options: TelemetryReaderOptions) {
    this.#options = options;
  }

  /**
   * Asks for a document.
   *
   * @throws {NetopsError} UNREACHABLE when nobody answers, NOT_FOUND, REQUEST_INVALID with the words of
   * the API when it refuses the question, UPSTREAM_FAILED else.
   */
  async read(path: string, values: QueryValues = {}): Promise<unknown> {
    const { telemetryUrl, timer } = this.#options;
    if (telemetryUrl === "") {
      throw new NetopsError("UNREACHABLE", "This platform runs without telemetry");
    }
    if (this.#asking >= MOST_AT_ONCE) {
      throw new NetopsError("OVERLOADED", `More than ${MOST_AT_ONCE} questions wait for telemetry`);
    }
    const url = `${telemetryUrl}${path}${queryText(values)}`;
    this.#asking++;
    try {
      return await answerWithin(timer, LIMIT_MS, (signal) => this.#ask(url, signal));
    } finally {
      this.#asking--;
    }
  }

  async #ask(url: string, signal: AbortSignal): Promise<unknown> {
    const headers = { accept: "application/json" };
    const response = await this.#options.http.send({ method: "GET", url, headers, signal });
    const text = await readBounded(response);
    const body = parse(text);
    if (response.ok && body !== undefined) return body;
    throw refusalOf(response.status, body);
  }
}

/** Reads a body as text. @throws {NetopsError} TOO_LARGE beyond 16 MB */
async function readBounded(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let sizeBytes = 0;
  for await (const chunk of response.body ?? []) {
    sizeBytes += chunk.byteLength;
    if (sizeBytes > MOST_BYTES) {
      throw new NetopsError("TOO_LARGE", `The answer is larger than ${MOST_BYTES / 1e6} MB`);
    }
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // The status alone says what went wrong then.
  }
}

/** The error in the words of who answered: Prometheus' API, or a problem document. */
function refusalOf(status: number, body: unknown): NetopsError {
  const said = typeof body === "object" && body !== null ? body as Record<string, unknown> : {};
  if (typeof said["error"] === "string") {
    return new NetopsError(status < 500 ? "REQUEST_INVALID" : "UPSTREAM_FAILED", said["error"]);
  }
  return fromProblem(body) ?? new NetopsError("UPSTREAM_FAILED", `Telemetry answered ${status}`);
}

function queryText(values: QueryValues): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined && value !== "") query.set(name, String(value));
  }
  const text = query.toString();
  return text === "" ? "" : `?${text}`;
}

/** Sorts a failure into what the page tells apart, with the words to show. */
export function explainFailure(
  thrown: unknown,
): { readonly why: NoDataReason; readonly error: string } {
  const error = messageOf(thrown);
  const code = thrown instanceof NetopsError ? thrown.code : "BUG";
  if (code === "NOT_FOUND") return { why: "unknown", error };
  return { why: DOWN.has(code) ? "down" : "refused", error };
}

const DOWN: ReadonlySet<string> = new Set([
  "UNREACHABLE",
  "TIMED_OUT",
  "OVERLOADED",
  "NO_INSTANCE",
]);
