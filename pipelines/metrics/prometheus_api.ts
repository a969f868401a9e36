import { type HttpClient, NetopsError, type Timer, toNetopsError } from "@netops/core";
import { endOf, type StepGrid } from "./step_grid.ts";

/** A series with one value at the start of a grid and one at the end of each of its steps. */
export interface RangeSeries {
  readonly labels: Readonly<Record<string, string>>;
  /** NaN where it has none. */
  readonly values: Float64Array;
}

/** What a source said to a query. */
export type RangeAnswer =
  | {
    readonly kind: "answered";
    readonly series: readonly RangeSeries[];
    readonly warnings: readonly string[];
  }
  /** It answers, but not this; `why` is what it said. */
  | { readonly kind: "refused"; readonly why: string }
  /** It does not answer. */
  | { readonly kind: "silent"; readonly why: string };

/** Where a Prometheus is, and by what it is asked. */
export interface PrometheusApiOptions {
  readonly http: HttpClient;
  readonly timer: Timer;
  /** Without `/api/v1`. */
  readonly url: string;
}

const DEADLINE_MS = 5_000;
/** Longer queries go into a body: some servers and proxies take no longer head. */
const MOST_URL_CHARS = 2_000;

/** Asks for one range of an expression; what goes wrong is a value. Source: Prometheus, HTTP API. */
export async function queryRange(
  { http, timer, url }: PrometheusApiOptions,
  expr: string,
  grid: StepGrid,
): Promise<RangeAnswer> {
  const late = new AbortController();
  const tooLate = new NetopsError("TIMED_OUT", `No answer within ${DEADLINE_MS / 1000} s`);
  const cancel = timer.after(DEADLINE_MS, () => late.abort(tooLate));
  try {
    const response = await http.send({ ...requestOf(url, expr, grid), signal: late.signal });
    const text = await untilAborted(response.text(), late.signal);
    return readAnswer({ status: response.status, text }, grid);
  } catch (thrown) {
    return { kind: "silent", why: toNetopsError(thrown).message };
  } finally {
    cancel();
  }
}

function requestOf(url: string, expr: string, grid: StepGrid) {
  const form = new URLSearchParams({
    query: expr,
    start: seconds(grid.startMs),
    end: seconds(endOf(grid)),
    step: seconds(grid.stepMs),
    timeout: `${DEADLINE_MS}ms`,
  });
  const target = `${url.replace(/\/+$/, "")}/api/v1/query_range`;
  const text = `${form}`;
  if (text.length <= MOST_URL_CHARS) return { method: "GET", url: `${target}?${text}` };
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  return { method: "POST", url: target, headers, body: text };
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}

/** A body may stand still although its head came. */
function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    work.then(resolve, reject);
  });
}

interface Told {
  readonly status: number;
  readonly text: string;
}

function readAnswer({ status, text }: Told, grid: StepGrid): RangeAnswer {
  const body = parsed(text);
  if (body?.status === "error") {
    return { kind: "refused", why: `${body.errorType}: ${body.error}` };
  }
  const { resultType, result } = body?.data ?? {};
  if (body?.status !== "success" || resultType !== "matrix" || !Array.isArray(result)) {
    const said = text.trim().slice(0, 100);
    return { kind: "refused", why: `status ${status}, and no answer of a Prometheus: ${said}` };
  }
  if (result.some(({ values }) => !Array.isArray(values))) {
    return { kind: "refused", why: "it is a native histogram, of which no points can be made" };
  }
  const series = result.map(({ metric, values }) => ({
    labels: metric,
    values: onGrid(values, grid),
  }));
  return { kind: "answered", series, warnings: body.warnings ?? [] };
}

interface Body {
  readonly status?: string;
  readonly errorType?: string;
  readonly error?: string;
  readonly warnings?: readonly string[];
  readonly data?: {
    readonly resultType?: string;
    readonly result?: readonly {
      readonly metric: Readonly<Record<string, string>>;
      readonly values: readonly (readonly [number, string])[];
    }[];
  };
}

function parsed(text: string): Body | undefined {
  try {
    return JSON.parse(text) ?? undefined;
  } catch {
    // Something else than a Prometheus lives there, and what it said is told.
    return undefined;
  }
}

function onGrid(
  values: readonly (readonly [number, string])[],
  { startMs, stepMs, count }: StepGrid,
): Float64Array {
  const points = new Float64Array(count + 1).fill(NaN);
  for (const [time, value] of values) {
    const at = Math.round((time * 1000 - startMs) / stepMs);
    if (at >= 0 && at <= count) points[at] = Number(value.replace("Inf", "Infinity"));
  }
  return points;
}
