import {
  type Clock,
  CLOCK_HEADER,
  type HttpClient,
  NetopsError,
  readClockReading,
  type Timer,
  toNetopsError,
} from "@netops/core";
import { isLoopback } from "@netops/core/clients";
import type { ExpositionFormat } from "../text/line_tail.ts";
import { readBytes } from "../wire/read_bytes.ts";
import type { ClockReading } from "./clock_skew.ts";
import type { Target } from "./target.ts";

/** What a scrape needs. */
export interface ScrapeOptions {
  readonly http: HttpClient;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly timeoutMs: number;
  readonly mostBytes: number;
  /** Ends the scrape early. */
  readonly signal: AbortSignal;
}

/** What a target answered, or why it did not. */
export type Scraped =
  | {
    readonly text: string;
    readonly format: ExpositionFormat;
    /** What its clock showed, where it says so. */
    readonly clock: ClockReading | undefined;
  }
  | { readonly error: string };

const ACCEPT =
  "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5,*/*;q=0.1";

/** Asks a target once; never throws. */
export async function scrapeOnce(target: Target, options: ScrapeOptions): Promise<Scraped> {
  const { timer, timeoutMs, signal } = options;
  if (!isOnLoopback(target.url)) return { error: "it is not on loopback" };
  const stop = new AbortController();
  let isLate = false;
  const cancel = timer.after(timeoutMs, () => {
    isLate = true;
    stop.abort();
  });
  const onAbort = () => stop.abort();
  signal.addEventListener("abort", onAbort);
  try {
    return await ask(target, { ...options, signal: stop.signal });
  } catch (thrown) {
    if (isLate) return { error: `it did not answer within ${timeoutMs} ms` };
    return { error: toNetopsError(thrown).message };
  } finally {
    cancel();
    signal.removeEventListener("abort", onAbort);
  }
}

async function ask(target: Target, options: ScrapeOptions): Promise<Scraped> {
  const { http, clock, signal, mostBytes } = options;
  const sentMs = clock.nowMs();
  const beganMs = clock.monotonicMs();
  const response = await http.send({
    method: "GET",
    url: target.url,
    headers: {
      accept: ACCEPT,
      ...(target.authorization === undefined ? {} : { authorization: target.authorization }),
    },
    signal,
  });
  const roundTripMs = clock.monotonicMs() - beganMs;
  if (response.status !== 200) {
    await response.body?.cancel();
    return { error: `it answered ${response.status}` };
  }
  const type = response.headers.get("content-type") ?? "";
  const remoteMs = readClockReading(response.headers.get(CLOCK_HEADER));
  const bytes = await readBytes(response.body, mostBytes);
  if (bytes === undefined) return { error: `its body is larger than ${mostBytes} bytes` };
  return {
    text: decode(bytes),
    format: /^application\/openmetrics-text\s*(;|$)/i.test(type) ? "openmetrics" : "prometheus",
    clock: remoteMs === undefined ? undefined : { remoteMs, sentMs, roundTripMs },
  };
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new NetopsError("REQUEST_INVALID", "Cannot read the metrics as they are not UTF-8", {
      cause,
    });
  }
}

function isOnLoopback(url: string): boolean {
  const parsed = URL.parse(url);
  return parsed !== null && parsed.protocol === "http:" && isLoopback(parsed.hostname);
}
