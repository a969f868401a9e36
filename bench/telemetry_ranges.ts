import { remoteWrite, type WrittenSeries } from "../tests/harness/remote_write.ts";
import { type RunningPrometheus, startPrometheus } from "../tests/harness/start_prometheus.ts";
import { type RunningTelemetry, startTelemetry } from "../tests/harness/start_telemetry.ts";
import type { FoundOracle } from "../tools/oracle.ts";
import { median } from "./measure_wrk.ts";

const SERIES = 200;
const HOUR_S = 3_600;
/** Samples of one request of remote write, per series. */
const SAMPLES_A_WRITE = 300;

/** A range query, and whether its time is judged. */
interface RangeCase {
  readonly query: string;
  readonly stepS: number;
  readonly goalMs?: number;
}

const CASES: readonly RangeCase[] = [
  { query: "sum by (app) (rate(bench_requests_total[30s]))", stepS: 15, goalMs: 50 },
  { query: "sum by (app) (rate(bench_requests_total[30s]))", stepS: 1, goalMs: 50 },
  { query: "rate(bench_requests_total[30s])", stepS: 15, goalMs: 50 },
  { query: "bench_requests_total", stepS: 15, goalMs: 50 },
  { query: "bench_requests_total", stepS: 1 },
];

/** Times of one query at both, in ms, in the order of the rounds. */
export interface RangeTimes extends RangeCase {
  readonly oursMs: number[];
  readonly theirsMs: number[];
  /** What ours sent, in bytes. */
  readonly answerBytes: number;
}

/** Writes the same hour of 200 series by the second to ours and to a Prometheus, and asks both in turn. */
export async function measureRanges(
  prometheus: FoundOracle,
  rounds: number,
): Promise<RangeTimes[]> {
  await using ours = await startTelemetry();
  await using theirs = await startPrometheus(prometheus.path);
  const endS = Math.floor(Date.now() / 1_000) - 1;
  await writeHour({ ours, theirs }, endS);
  const all: RangeTimes[] = [];
  for (const one of CASES) {
    const ask = (url: string) => askRange(url, { ...one, endS });
    const answerBytes = await checkAlike(ask, { ours, theirs });
    const times: RangeTimes = { ...one, answerBytes, oursMs: [], theirsMs: [] };
    for (let round = 0; round < rounds; round++) {
      times.oursMs.push((await ask(ours.url)).elapsedMs);
      times.theirsMs.push((await ask(theirs.url)).elapsedMs);
    }
    all.push(times);
  }
  return all;
}

interface Both {
  readonly ours: RunningTelemetry;
  readonly theirs: RunningPrometheus;
}

async function writeHour({ ours, theirs }: Both, endS: number): Promise<void> {
  for (let fromS = endS - HOUR_S; fromS <= endS; fromS += SAMPLES_A_WRITE) {
    const count = Math.min(SAMPLES_A_WRITE, endS - fromS + 1);
    const series: WrittenSeries[] = Array.from({ length: SERIES }, (_, at) => ({
      labels: {
        __name__: "bench_requests_total",
        ...{ app: `app-${at % 10}`, instance: `i-${at}`, code: at % 7 === 0 ? "500" : "200" },
      },
      samples: Array.from({ length: count }, (_, n) => ({
        timeMs: (fromS + n) * 1_000,
        value: (fromS + n - endS + HOUR_S) * (at + 1) + (n * 7919 * (at + 3)) % (at + 1),
      })),
    }));
    for (const { url } of [ours, theirs]) await remoteWrite(url, series);
  }
}

async function askRange(
  url: string,
  { query, stepS, endS }: RangeCase & { readonly endS: number },
): Promise<{ elapsedMs: number; text: string }> {
  const form = { query, start: `${endS - HOUR_S}`, end: `${endS}`, step: `${stepS}` };
  const startedMs = performance.now();
  const response = await fetch(`${url}/api/v1/query_range?${new URLSearchParams(form)}`);
  const text = await response.text();
  const elapsedMs = performance.now() - startedMs;
  if (!response.ok) throw new Error(`${url}: ${query}: ${text.slice(0, 300)}`);
  return { elapsedMs, text };
}

/** Both must give as many series and points, or times say nothing; answers how many bytes ours are. */
async function checkAlike(
  ask: (url: string) => Promise<{ text: string }>,
  { ours, theirs }: Both,
): Promise<number> {
  const [one, other] = [await ask(ours.url), await ask(theirs.url)];
  const shape = (text: string) => {
    const { result } = JSON.parse(text).data as { result: { values: unknown[] }[] };
    return [result.length, result.reduce((sum, { values }) => sum + values.length, 0)];
  };
  const [mine, yours] = [shape(one.text), shape(other.text)];
  if (`${mine}` !== `${yours}` || mine[0] === 0) {
    throw new Error(`series and points: ours ${mine}, theirs ${yours}`);
  }
  return one.text.length;
}

/** The table of all queries. */
export function rangeTable(all: readonly RangeTimes[]): string[] {
  const lines = [
    "| query | step | answer | ours, ms (median) | min..max | goal | Prometheus 3, ms | min..max |",
    "|---|---|---|---|---|---|---|---|",
  ];
  for (const { query, stepS, goalMs, answerBytes, oursMs, theirsMs } of all) {
    const span = (times: readonly number[]) =>
      `${Math.min(...times).toFixed(0)}..${Math.max(...times).toFixed(0)}`;
    lines.push(
      `| \`${query}\` | ${stepS} s | ${(answerBytes / 1_000).toFixed(0)} KB | ` +
        `${median(oursMs).toFixed(0)} | ${span(oursMs)} | ` +
        `${goalMs === undefined ? "" : `≤ ${goalMs}`} | ` +
        `${median(theirsMs).toFixed(0)} | ${span(theirsMs)} |`,
    );
  }
  return lines;
}
