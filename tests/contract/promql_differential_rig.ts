import {
  errorAnswer,
  evaluateInstant,
  evaluateRange,
  outcomeAnswer,
  ParsedQueries,
  type QueryAnswer,
} from "../../server/telemetry/promql/mod.ts";
import { MemorySource } from "../../server/telemetry/promql/promqltest/memory_source.ts";
import { LabelSet } from "../../server/telemetry/model/label_set.ts";
import { remoteWrite, type WrittenSeries } from "../harness/remote_write.ts";

/** A query and when it is asked; without a step it is asked at `fromMs` alone. */
export interface Question {
  readonly query: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly stepMs: number;
}

/** Two engines that know the same samples: Prometheus over HTTP, and ours. */
export class TwoEngines {
  readonly #url: string;
  readonly #source = new MemorySource();
  readonly #parsed = new ParsedQueries(1000);

  /** Answers with at least one value; without them being alike says little. */
  valued = 0;

  constructor(url: string) {
    this.#url = url;
  }

  /** Gives both the same samples. */
  async write(series: readonly WrittenSeries[]): Promise<void> {
    await remoteWrite(this.#url, series);
    for (const { labels, samples } of series) this.#source.append(LabelSet.of(labels), samples);
  }

  /** Asks Prometheus. */
  async theirs({ query, fromMs, toMs, stepMs }: Question): Promise<QueryAnswer> {
    const form = stepMs === 0
      ? { query, time: String(fromMs / 1000) }
      : { query, start: `${fromMs / 1000}`, end: `${toMs / 1000}`, step: `${stepMs / 1000}` };
    const path = stepMs === 0 ? "query" : "query_range";
    const response = await fetch(`${this.#url}/api/v1/${path}`, {
      method: "POST",
      body: new URLSearchParams(form),
    });
    return { status: response.status, body: await response.json() };
  }

  /** Asks ours. */
  ours({ query, fromMs, toMs, stepMs }: Question): QueryAnswer {
    const parsed = this.#parsed.parse(query);
    if ("error" in parsed) return errorAnswer(parsed.error);
    const source = this.#source;
    return outcomeAnswer(
      stepMs === 0
        ? evaluateInstant(parsed.query, { source, timeMs: fromMs })
        : evaluateRange(parsed.query, { source, fromMs, toMs, stepMs }),
    );
  }

  /** Says how the answers differ; undefined when they do not. */
  async difference(question: Question): Promise<string | undefined> {
    const theirs = await this.theirs(question);
    const ours = this.ours(question);
    const found = answerDifference(theirs, ours);
    const { data } = theirs.body;
    if (data !== undefined && (data.result as unknown[]).length > 0) this.valued++;
    if (found === undefined) return undefined;
    const { query, fromMs, toMs, stepMs } = question;
    return `${query} from ${fromMs} to ${toMs} step ${stepMs}: ${found}`;
  }
}

function answerDifference(theirs: QueryAnswer, ours: QueryAnswer): string | undefined {
  const [wanted, got] = [theirs.body, ours.body];
  if (theirs.status !== ours.status || wanted.errorType !== got.errorType) {
    return `status ${theirs.status} ${wanted.error}, ours ${ours.status} ${got.error}`;
  }
  if (stable(wanted.error ?? "") !== stable(got.error ?? "")) {
    return `error ${wanted.error}, ours ${got.error}`;
  }
  for (const kind of ["warnings", "infos"] as const) {
    const expected = (wanted[kind] ?? []).map(stable).sort();
    const said = (got[kind] ?? []).map(stable).sort();
    // Prometheus tells at most ten.
    if (expected.length <= 10 && JSON.stringify(expected) !== JSON.stringify(said)) {
      return `${kind} ${JSON.stringify(expected)}, ours ${JSON.stringify(said)}`;
    }
  }
  if (wanted.data?.resultType !== got.data?.resultType) {
    return `type ${wanted.data?.resultType}, ours ${got.data?.resultType}`;
  }
  return resultDifference(wanted.data?.result, got.data?.result);
}

/** What Prometheus says without what differs from run to run, or is counted wrongly (samples repaired). */
function stable(text: string): string {
  return text.replace(/match group \{[^]* on the /, "match group … on the ")
    .replace(/operation: \[[^]*\];/, "operation: […];")
    .replace(/over \d+ samples/, "over … samples");
}

interface JsonSeries {
  readonly metric: Readonly<Record<string, string>>;
  readonly value?: readonly [number, string];
  readonly values?: readonly (readonly [number, string])[];
}

function resultDifference(wanted: unknown, got: unknown): string | undefined {
  const isSample = (what: unknown): what is [number, string] =>
    Array.isArray(what) && typeof what[0] === "number";
  if (isSample(wanted) && isSample(got)) {
    return isSame(wanted, got) ? undefined : `${wanted}, ours ${got}`;
  }
  const [theirs, ours] = [wanted, got].map((list) =>
    new Map(((list ?? []) as JsonSeries[]).map((one) => [keyOf(one), one]))
  ) as [Map<string, JsonSeries>, Map<string, JsonSeries>];
  for (const [key, series] of theirs) {
    const other = ours.get(key);
    if (other === undefined) {
      return `missing ${key} ${JSON.stringify(series.value ?? series.values)}`;
    }
    const [points, others] = [series, other].map((one) => one.values ?? [one.value ?? [0, ""]]);
    const at = points?.findIndex((point, index) => !isSame(point, others?.[index])) ?? -1;
    if (at >= 0) return `${key}: ${points?.[at]}, ours ${others?.[at]}`;
    if (points?.length !== others?.length) return `${key}: ours has more points`;
  }
  const surplus = [...ours.keys()].find((key) => !theirs.has(key));
  return surplus === undefined ? undefined : `surplus ${surplus}`;
}

function keyOf({ metric }: JsonSeries): string {
  return JSON.stringify(Object.entries(metric).sort(([one], [other]) => one < other ? -1 : 1));
}

function isSame(
  [time, value]: readonly [number, string],
  other: readonly [number, string] | undefined,
): boolean {
  if (time !== other?.[0]) return false;
  if (value === other[1]) return true;
  const [one, two] = [value, other[1]].map((text) => Number(text.replace("Inf", "Infinity")));
  if (one === undefined || two === undefined) return false;
  // Sums differ in their last digit, as Prometheus takes series in no order.
  return Math.abs(one - two) <= Math.max(1e-9 * Math.max(Math.abs(one), Math.abs(two)), 1e-12);
}
