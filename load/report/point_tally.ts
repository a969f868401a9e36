import type { LoadOrder } from "../run/load_order.ts";
import { ErrorBook } from "./error_book.ts";
import { type K6Point, metricOfLine, parseK6Line } from "./k6_point.ts";
import type { LoadFacts } from "./load_facts.ts";
import type { LoadProgress } from "./load_progress.ts";
import type { ProgressContext } from "./load_tally.ts";
import { inOrder, quantileOf } from "./quantiles.ts";
import { RequestBook } from "./request_book.ts";
import { SelectedMetrics } from "./selected_metrics.ts";
import { ScriptSeconds } from "./script_seconds.ts";

/** Metrics of k6 that are counted whatever thresholds ask for. */
const COUNTED: ReadonlySet<string> = new Set([
  ...["http_req_duration", "iterations", "dropped_iterations", "vus"],
]);
const WINDOW_S = 10;
const NONE = { p50: null, p95: null, p99: null };

/** Counts what k6 says of a user's script, line by line of its output `json`. */
export class PointTally {
  readonly #order: LoadOrder;
  readonly #startedAtMs: number;
  readonly #metrics: SelectedMetrics;
  readonly #seconds = new ScriptSeconds();
  readonly #requests = new RequestBook();
  readonly #errors = new ErrorBook();
  #iterations = 0;
  #dropped = 0;
  #running = 0;
  #runningMax = 0;
  #failedRequests = 0;
  #scriptErrors = 0;
  #firstScriptError: string | undefined;

  /** Begins with nothing; what thresholds are about is taken from the order. */
  constructor(order: LoadOrder, startedAtMs: number) {
    this.#order = order;
    this.#startedAtMs = startedAtMs;
    this.#metrics = new SelectedMetrics(order.thresholds.map(({ metric }) => metric));
  }

  /** Takes a line; what is no line of k6's is passed over. */
  feed(line: string): void {
    const metric = metricOfLine(line);
    if (metric !== undefined && !COUNTED.has(metric) && !this.#metrics.wants(metric)) return;
    const parsed = parseK6Line(line);
    if (parsed === undefined) return;
    if (parsed.kind === "metric") return this.#metrics.declare(parsed.metric);
    this.#metrics.add(parsed.point);
    this.#count(parsed.point);
  }

  /** Takes an exception of the script. */
  scriptError(message: string): void {
    this.#scriptErrors++;
    this.#firstScriptError ??= message.split("\n")[0] ?? message;
  }

  /** How it goes now. */
  progress({ nowMs, phase, lastEvents }: ProgressContext): LoadProgress {
    const elapsedMs = Math.max(0, nowMs - this.#startedAtMs);
    const windowS = Math.max(1, Math.min(WINDOW_S, elapsedMs / 1_000));
    const recent = this.#seconds.since(nowMs - WINDOW_S * 1_000);
    const { durationMs, expectedMs } = this.#order;
    const totalMs = durationMs ?? expectedMs ?? null;
    return {
      ...{ tsMs: nowMs, elapsedMs, totalMs, phase, lastEvents },
      ...{ attempted: null, started: this.#iterations - this.#scriptErrors },
      ...{ failed: this.#scriptErrors, running: this.#running },
      spsLast10s: Math.round(recent.iterations / windowS * 100) / 100,
      startupP95Ms: quantileOf(inOrder(recent.durationsMs), 0.95),
      ...{ stalls: 0, failovers: 0, droppedIterations: this.#dropped },
    };
  }

  /** What was counted, at the end. */
  facts(endedAtMs: number): LoadFacts {
    const elapsedMs = endedAtMs - this.#startedAtMs;
    const seconds = Math.min(this.#order.durationMs ?? elapsedMs, elapsedMs) / 1_000;
    return {
      ...{ unit: "iterations", startedAtMs: this.#startedAtMs, endedAtMs, scheduled: null },
      ...{ begun: this.#iterations, dropped: this.#dropped, scriptErrors: this.#scriptErrors },
      firstScriptError: this.#firstScriptError,
      numbers: this.#numbers(seconds),
      ...{ seconds: this.#seconds.rows(), ocas: [], errors: this.#errors.rows() },
      steps: this.#requests.steps(seconds),
      ...{ lateMs: [], runningMax: this.#runningMax },
      find: (metric) => this.#find(metric, seconds),
    };
  }

  #count(point: K6Point): void {
    const { metric, value, tsMs } = point;
    if (metric === "http_req_duration") return this.#request(point);
    if (metric === "iterations") {
      this.#iterations += value;
      this.#seconds.at(tsMs).started += value;
    } else if (metric === "dropped_iterations") this.#dropped += value;
    else if (metric === "vus") {
      this.#running = value;
      this.#runningMax = Math.max(this.#runningMax, value);
      this.#seconds.at(tsMs).running = value;
    }
  }

  #request({ tsMs, value, tags }: K6Point): void {
    const { name = "", url = name, method = "", status = "0", error } = tags;
    const isFailed = tags["expected_response"] === "false";
    const service = serviceOf(url, this.#order.gatewayUrl);
    const row = this.#seconds.at(tsMs);
    row.requests++;
    row.durationsMs.push(value);
    this.#requests.add({
      ...{ kind: `${method} ${shortName(name)}`, service, isOca: false, count: 1 },
      ...{ failed: isFailed ? 1 : 0, durationsMs: [value], bytes: 0 },
    });
    if (!isFailed) return;
    row.failedRequests++;
    const type = status === "0" ? error ?? "no answer" : `http ${status}`;
    const words = { kind: "technical" as const, type, service, url, message: error ?? type };
    this.#errors.add(words, { atMs: tsMs, count: 1, session: this.#failedRequests++ });
  }

  #numbers(seconds: number): LoadFacts["numbers"] {
    const ended = this.#iterations - this.#scriptErrors;
    const perSecond = (count: number) =>
      seconds === 0 ? 0 : Math.round(count / seconds * 100) / 100;
    const attempted = this.#iterations + this.#dropped;
    return {
      ...{ spsAttempted: perSecond(attempted), spsAchieved: perSecond(ended) },
      starts: {
        ...{ attempted, started: ended, failedTechnical: this.#scriptErrors },
        ...{ failedBusiness: 0, left: 0, cut: 0 },
      },
      ...{ startupMs: NONE, startFailureRatio: null, exitBeforeStartRatio: null },
      ...{
        playFailureRatio: null,
        stalledRatio: null,
        stallsPerSession: null,
        averageBitrateBps: null,
      },
      ...{ switches: 0, failovers: 0, recoveryMs: NONE, shareByOcaRank: {} },
    };
  }

  #find(metric: string, seconds: number): ReturnType<LoadFacts["find"]> {
    const counter = (count: number) => ({ kind: "counter" as const, count, seconds });
    if (metric === "script_errors") return counter(this.#scriptErrors);
    if (metric === "dropped_iterations") return counter(this.#dropped);
    return this.#metrics.find(metric, seconds) ?? this.#requests.find(metric);
  }
}

/** The application behind the gateway that an address asks for, or the host. */
function serviceOf(url: string, gatewayUrl: string): string {
  if (url.startsWith(`${gatewayUrl}/`)) {
    const [app = ""] = url.slice(gatewayUrl.length + 1).split(/[/?]/);
    return app === "" ? "gateway" : app;
  }
  return /^\w+:\/\/([^/?]+)/.exec(url)?.[1] ?? "";
}

function shortName(name: string): string {
  return name.replace(/^\w+:\/\/[^/]+/, "").split("?")[0] || "/";
}
