/**
 * Measures telemetry's series store on real files: an append, a step, a select of an hour, a start.
 *
 * Run: `deno run -A bench/series_store.ts [series] [steps]`; it fills the store with so many series at one
 * step a second, as counters, histograms and gauges, as fast as it can under a clock of its own.
 */
import { createHost } from "@netops/core/host";
import { FakeClock } from "@netops/core/testing";
import { LabelSet } from "../server/telemetry/model/label_set.ts";
import {
  createDenoSeriesFiles,
  openSeriesStore,
  type SeriesStore,
} from "../server/telemetry/series/mod.ts";

const seriesCount = Number(Deno.args[0] ?? 5_000);
const steps = Number(Deno.args[1] ?? 3_720);
const SELECTED = 200;

const rng = createHost().createRng("series store");
const folder = Deno.makeTempDirSync({ prefix: "netops-series-bench-" });
const clock = new FakeClock();
const open = () =>
  openSeriesStore({
    clock,
    files: createDenoSeriesFiles(folder),
    compileRegex: (text) => (value) => new RegExp(`^(?:${text})$`).test(value),
  });

function labelsOf(index: number): LabelSet {
  return LabelSet.of({
    __name__: `app_metric_${Math.floor(index / SELECTED)}_total`,
    app: `app-${index % 20}`,
    instance: `app-${index % 20}-${Math.floor(index / 20) % 10}`,
    zone: `eu-${"abc"[index % 3]}`,
    method: ["GET", "POST", "PUT"][index % 3] ?? "",
    code: String(200 + index % 5),
    le: String(index % SELECTED),
    job: "netops",
  });
}

/** One series in ten is a sum of seconds, two are gauges, three stand still, the rest count. */
function next(kind: number, value: number): number {
  if (kind === 0) return value + rng.next();
  if (kind < 3) return Math.round(rng.next() * 1_000);
  return kind < 6 ? value : value + rng.integer(40);
}

function fill(store: SeriesStore): void {
  const refs = Array.from({ length: seriesCount }, (_, index) => {
    const ref = store.refOf(labelsOf(index));
    if (typeof ref === "string") throw new Error(ref);
    return ref;
  });
  const values = new Float64Array(seriesCount);
  const [appendMs, commitMs]: [number[], number[]] = [[], []];
  for (let step = 0; step < steps; step++) {
    clock.advance(1_000);
    const nowMs = clock.nowMs();
    for (let at = 0; at < seriesCount; at++) values[at] = next(at % 10, values[at] ?? 0);
    const startedMs = performance.now();
    for (let at = 0; at < seriesCount; at++) store.append(refs[at] ?? 0, nowMs, values[at] ?? 0);
    const appendedMs = performance.now();
    store.commit();
    commitMs.push(performance.now() - appendedMs);
    appendMs.push(appendedMs - startedMs);
  }
  const total = (times: readonly number[]) => times.reduce((sum, timeMs) => sum + timeMs, 0);
  const perSample = (times: readonly number[]) => total(times) * 1e6 / (steps * seriesCount);
  const sorted = commitMs.toSorted((a, b) => a - b);
  say("append", `${perSample(appendMs).toFixed(0)} ns a sample`);
  say("commit", `${perSample(commitMs).toFixed(0)} ns a sample, with sealing, blocks and log`);
  say(
    "longest commit",
    `${sorted.at(-1)?.toFixed(1)} ms, median ${sorted[steps >> 1]?.toFixed(2)}`,
  );
  const cores = (total(appendMs) + total(commitMs)) / 1_000 / (steps * seriesCount / 100_000);
  say("100,000 samples/s", `${(cores * 100).toFixed(1)} % of a core`);
}

/** Selects an hour of one metric; gives how long it took and how many samples came. */
function selectHour(store: SeriesStore, metric: number): { tookMs: number; samples: number } {
  const toMs = clock.nowMs();
  const value = `app_metric_${metric}_total`;
  const range = { fromMs: toMs - 3_600_000 + 1, toMs };
  const startedMs = performance.now();
  const found = [...store.select([{ name: "__name__", type: "=", value }], range)];
  const tookMs = performance.now() - startedMs;
  return { tookMs, samples: found.reduce((sum, one) => sum + one.samples.length, 0) };
}

function select(store: SeriesStore): void {
  const metrics = Math.floor(seriesCount / SELECTED);
  // The first ones are slower: they are compiled meanwhile.
  const cold = Array.from({ length: metrics }, (_, metric) => selectHour(store, metric));
  const warm = Array.from({ length: 20 }, () => selectHour(store, metrics - 1));
  const median = (times: readonly { tookMs: number }[]) =>
    times.map(({ tookMs }) => tookMs).toSorted((a, b) => a - b)[times.length >> 1] ?? 0;
  say("select an hour", `${SELECTED} series, ${warm[0]?.samples} samples`);
  say("  first of all", `${cold[0]?.tookMs.toFixed(1)} ms`);
  say("  not decoded yet", `${median(cold).toFixed(1)} ms`);
  say("  decoded", `${median(warm).toFixed(2)} ms`);
}

function say(what: string, text: string): void {
  console.log(`${what.padEnd(20)} ${text}`);
}

function start(what: string): SeriesStore {
  const startedMs = performance.now();
  const store = open();
  const tookMs = performance.now() - startedMs;
  const { sealedSamples, recoveredSamples } = store.recovery;
  const { blocks } = store.stats();
  say(what, `${tookMs.toFixed(0)} ms: ${blocks} blocks, ${sealedSamples} + ${recoveredSamples}`);
  return store;
}

try {
  const store = open();
  fill(store);
  const { memory, disk, sealedSamples, blocks } = store.stats();
  const perSample = (bytes: number) => (bytes / sealedSamples).toFixed(2);
  say("sealed", `${sealedSamples} samples in ${blocks} blocks`);
  say("  in memory", `${perSample(memory.sealedBytes)} bytes a sample`);
  say("  on the disk", `${perSample(disk.blockBytes)} bytes a sample with labels`);
  say("resident set", `${(Deno.memoryUsage().rss / 1e6).toFixed(0)} MB; an empty process has 30`);
  say("log", `${(disk.logBytes / 1e6).toFixed(1)} MB`);
  select(store);
  start("start after a kill");
  start("start after that");
} finally {
  Deno.removeSync(folder, { recursive: true });
}
