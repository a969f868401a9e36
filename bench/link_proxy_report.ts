import type { Quantiles, ToxicAccuracy } from "./link_proxy_accuracy.ts";
import type { Rounds } from "./link_proxy_rounds.ts";
import { median } from "./measure_wrk.ts";

/** Who is measured. `bare` is the least that a proxy in our runtime can do. */
export const PEERS = ["direct", "haproxy", "toxiproxy", "bare", "link"] as const;
export type Peer = typeof PEERS[number];

/** What wrk asks for. */
export const CASES = [
  { name: "small, 64 connections", path: "/small", connections: 64 },
  { name: "1 MB, 16 connections", path: "/1m", connections: 16 },
  { name: "small, 1 connection", path: "/small", connections: 1 },
] as const;

/** All that a run of the benchmark found. */
export interface Found {
  readonly runs: Rounds;
  /** Every pass over all wanted values. */
  readonly passes: readonly (readonly ToxicAccuracy[])[];
  readonly rounds: number;
  readonly seconds: number;
  /** Load averages before, between and after. */
  readonly loads: readonly string[];
}

function span(values: readonly number[]): string {
  return `${Math.min(...values).toFixed(2)}..${Math.max(...values).toFixed(2)}`;
}

function row(cells: readonly (string | number)[]): string {
  return `| ${cells.join(" | ")} |`;
}

function throughputTable(runs: Rounds): string[] {
  const lines = [
    row([
      ...["case", "peer", "req/s best", "median", "÷ Toxiproxy in a round, median", "min..max"],
      ...["CPU µs/req best", "median", "p50 ms best", "median", "errors"],
    ]),
    row(Array.from({ length: 11 }, () => "---")),
  ];
  for (const { name } of CASES) {
    for (const peer of PEERS) {
      const all = runs.of(name, peer);
      const ratios = runs.ratios(name, [peer, "toxiproxy"], (run) => run.requestsPerS);
      const best = runs.best(name, peer);
      const cpu = [best.cpuUs.toFixed(1), median(all.map((run) => run.cpuUs)).toFixed(1)];
      lines.push(row([
        ...[name, peer, best.requestsPerS.toFixed(0)],
        median(all.map((run) => run.requestsPerS)).toFixed(0),
        ...[median(ratios).toFixed(2), span(ratios), ...peer === "direct" ? ["", ""] : cpu],
        ...[best.p50Ms.toFixed(3), median(all.map((run) => run.p50Ms)).toFixed(3)],
        all.reduce((sum, run) => sum + run.errors, 0),
      ]));
    }
  }
  return lines;
}

function accuracyTable(passes: Found["passes"]): string[] {
  const pair = ({ p50, p99 }: Quantiles) => [p50.toFixed(2), p99.toFixed(2)];
  return [
    row([
      ...["wanted ms", "pass", "pairs", "over p50", "p99", "worst"],
      ...["control p50", "p99", "bare timer late p50", "p99"],
    ]),
    row(Array.from({ length: 10 }, () => "---")),
    ...passes.flatMap((rows, pass) =>
      rows.map((one) =>
        row([
          ...[one.wantedMs, pass + 1, one.pairs, ...pair(one.overMs), one.worstOverMs.toFixed(2)],
          ...[...pair(one.controlMs), ...pair(one.timerLateMs)],
        ])
      )
    ),
  ];
}

/** The pass with the least noise, as told by what has nothing to do with link: the bare timer. */
function quietest(passes: Found["passes"], wantedMs: number): ToxicAccuracy {
  const all = passes.flat().filter((one) => one.wantedMs === wantedMs);
  return all.reduce((least, one) => one.timerLateMs.p99 < least.timerLateMs.p99 ? one : least);
}

function judgeThroughput({ runs }: Found): [boolean, string][] {
  return [CASES[0], CASES[1]].map(({ name }) => {
    const best = (peer: Peer) => runs.best(name, peer);
    const rate = best("link").requestsPerS / best("toxiproxy").requestsPerS;
    const cpu = best("link").cpuUs / best("toxiproxy").cpuUs;
    const pairs = median(runs.ratios(name, ["link", "toxiproxy"], (run) => run.requestsPerS));
    const own = best("link").cpuUs / best("bare").cpuUs;
    return [
      rate >= 1,
      `throughput, ${name}: ${rate.toFixed(2)} × Toxiproxy's by best rounds (at least 1), ` +
      `${pairs.toFixed(2)} by the median of rounds, with ${cpu.toFixed(2)} × its CPU time; ` +
      `${own.toFixed(2)} × the CPU time of a bare forwarder`,
    ];
  });
}

function judgeLatency({ runs }: Found): [boolean, string] {
  const added = (peer: Peer) =>
    1_000 * (runs.best(CASES[2].name, peer).p50Ms - runs.best(CASES[2].name, "direct").p50Ms);
  const [ours, theirs] = [added("link"), added("haproxy")];
  return [
    ours <= 2 * theirs,
    `added latency: ${ours.toFixed(0)} µs, HAProxy ${theirs.toFixed(0)}, Toxiproxy ` +
    `${added("toxiproxy").toFixed(0)}, bare forwarder ${added("bare").toFixed(0)}: ` +
    `${(ours / theirs).toFixed(2)} × HAProxy's (at most 2)`,
  ];
}

function judgeAccuracy({ passes }: Found): [boolean, string] {
  const wanted = passes[0]?.map((one) => one.wantedMs) ?? [];
  const quiet = wanted.map((ms) => quietest(passes, ms));
  const far = Math.max(...quiet.map((one) => Math.abs(one.overMs.p99)));
  const all = passes.flat().map((one) => Math.abs(one.overMs.p99));
  const timers = passes.flat().map((one) => one.timerLateMs.p99);
  const within = all.filter((ms) => ms <= 2).length;
  return [
    far <= 2,
    `latency toxic at p99 over control: at most ${
      far.toFixed(2)
    } ms from wanted in the passes with the ` +
    `most punctual bare timer (at most 2); ${within} of all ${all.length} passes within 2 ms, median ` +
    `${median(all).toFixed(2)}, where the bare timer is late by ${
      median(timers).toFixed(2)
    } at p99`,
  ];
}

/** The promises, each with what was measured. */
export function judge(found: Found): [boolean, string][] {
  return [...judgeThroughput(found), judgeLatency(found), judgeAccuracy(found)];
}

/** The page that tells what was found. */
export function reportOf(found: Found): string {
  const judged = judge(found).map(([isKept, text]) =>
    `- ${isKept ? "kept" : "NOT kept"}: ${text}.`
  );
  return [
    "# link beside HAProxy (TCP mode) and Toxiproxy 2.12",
    "",
    `Made by \`deno task bench:link_proxy ${found.rounds} ${found.seconds}\` on ` +
    `${navigator.hardwareConcurrency} cores; load average ${found.loads[0]} before, ` +
    `${found.loads[1]} after the throughput, ${
      found.loads[2]
    } at the end. link, HAProxy and \`bare\` work with ` +
    "one thread, Toxiproxy with all cores; same nginx behind each. `bare` is the least that a proxy in this " +
    "runtime can do (`bench/link_proxy_bare.ts`). Best rounds are judged, since noise only takes away.",
    "",
    ...judged,
    "",
    ...throughputTable(found.runs),
    "",
    "A latency toxic, in pairs: one exchange without a toxic after a rest of the same length, then one with it. " +
    "Over: quantile with − quantile without − wanted. The bare timer is the rest itself.",
    "",
    ...accuracyTable(found.passes),
    "",
  ].join("\n");
}
