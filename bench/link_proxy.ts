/**
 * Compares link with HAProxy in TCP mode and with the real Toxiproxy, in front of the same nginx.
 *
 * Run: `deno task bench:link_proxy [rounds] [seconds]`. Each round measures all of them one after the
 * other, in an order that turns. Judged is the best round of each, since noise only takes away; medians
 * and ratios within rounds are shown beside. Ends with 1 when a promise is not kept:
 *
 * - throughput at least Toxiproxy's, for small answers and for 1 MB;
 * - added latency (over no proxy, one connection, p50) at most 2 × HAProxy's;
 * - a latency toxic within 2 ms of its value at the 99th percentile, over the same without a toxic.
 */
import { type BenchProcess, startOrigin } from "./gateway_peers.ts";
import { startHaproxyTcp, startLinkPeer, startToxiproxy } from "./link_proxy_peers.ts";
import { type Measurement, measureWrk, median, needOracle } from "./measure_wrk.ts";
import { measureAccuracy, type ToxicAccuracy } from "./link_proxy_accuracy.ts";

const PEERS = ["direct", "haproxy", "toxiproxy", "link"] as const;
const CASES = [
  { name: "small, 64 connections", path: "/small", connections: 64 },
  { name: "1 MB, 16 connections", path: "/1m", connections: 16 },
  { name: "small, 1 connection", path: "/small", connections: 1 },
] as const;
const WANTED_MS = [5, 50, 200] as const;

type Peer = typeof PEERS[number];
type Runs = Map<string, Measurement[]>;

function key(caseName: string, peer: Peer): string {
  return `${caseName} | ${peer}`;
}

/** Values of the rounds of one case, divided round by round. */
function ratiosOf(
  runs: Runs,
  caseName: string,
  of: {
    readonly [P in "over" | "under"]: (round: number, all: (peer: Peer) => Measurement) => number;
  },
): number[] {
  const rounds = runs.get(key(caseName, "direct"))?.length ?? 0;
  return Array.from({ length: rounds }, (_, round) => {
    const all = (peer: Peer) => runs.get(key(caseName, peer))![round]!;
    return of.over(round, all) / of.under(round, all);
  });
}

/** Throughput of a peer in units of Toxiproxy's. */
function throughputRatios(runs: Runs, caseName: string, peer: Peer): number[] {
  return ratiosOf(runs, caseName, {
    over: (_, all) => all(peer).requestsPerS,
    under: (_, all) => all("toxiproxy").requestsPerS,
  });
}

/** Noise only takes throughput away and only adds latency, so the best round is nearest to the truth. */
function best(
  runs: Runs,
  caseName: string,
  peer: Peer,
): { requestsPerS: number; p50Ms: number; cpuUs: number } {
  const all = runs.get(key(caseName, peer)) ?? [];
  return {
    requestsPerS: Math.max(...all.map((run) => run.requestsPerS)),
    p50Ms: Math.min(...all.map((run) => run.p50Ms)),
    cpuUs: Math.min(...all.map((run) => run.cpuUs)),
  };
}

function addedMs(runs: Runs, peer: Peer): number {
  const { name } = CASES[2];
  return best(runs, name, peer).p50Ms - best(runs, name, "direct").p50Ms;
}

function span(values: readonly number[]): string {
  return `${Math.min(...values).toFixed(2)}..${Math.max(...values).toFixed(2)}`;
}

function table(runs: Runs): string[] {
  const lines = [
    "| case | peer | req/s best | median | ratio to Toxiproxy (median) | min..max of rounds | CPU µs/req best | median | p50 ms best | median | errors |",
    "|---|---|---|---|---|---|---|---|---|---|---|",
  ];
  for (const { name } of CASES) {
    for (const peer of PEERS) {
      const all = runs.get(key(name, peer)) ?? [];
      const ratios = throughputRatios(runs, name, peer);
      const of = (pick: (run: Measurement) => number, digits = 2) =>
        median(all.map(pick)).toFixed(digits);
      const top = best(runs, name, peer);
      const cpu = peer === "direct"
        ? [" ", " "]
        : [top.cpuUs.toFixed(1), of((run) => run.cpuUs, 1)];
      lines.push(`| ${
        [
          ...[name, peer, top.requestsPerS.toFixed(0), of((run) => run.requestsPerS, 0)],
          ...[median(ratios).toFixed(2), span(ratios), ...cpu],
          ...[top.p50Ms.toFixed(3), of((run) => run.p50Ms, 3)],
          all.reduce((sum, run) => sum + run.errors, 0),
        ].join(" | ")
      } |`);
    }
  }
  return lines;
}

function accuracyTable(accuracy: readonly ToxicAccuracy[]): string[] {
  return [
    "| wanted ms | samples | p50 over control | p90 | p99 | worst | control p50 | control p99 |",
    "|---|---|---|---|---|---|---|---|",
    ...accuracy.map((row) =>
      `| ${row.wantedMs} | ${row.samples} | ${row.p50OverMs.toFixed(2)} | ${
        row.p90OverMs.toFixed(2)
      } | ${row.p99OverMs.toFixed(2)} | ${row.worstOverMs.toFixed(2)} | ${
        row.controlP50Ms.toFixed(2)
      } | ${row.controlP99Ms.toFixed(2)} |`
    ),
  ];
}

/** The promises, each with what was measured. */
function judge(runs: Runs, accuracy: readonly ToxicAccuracy[]): [boolean, string][] {
  const throughput = ({ name }: typeof CASES[number]) =>
    best(runs, name, "link").requestsPerS / best(runs, name, "toxiproxy").requestsPerS;
  const [small, big] = [throughput(CASES[0]), throughput(CASES[1])];
  const [ours, theirs] = [addedMs(runs, "link"), addedMs(runs, "haproxy")];
  const real = addedMs(runs, "toxiproxy");
  const far = Math.max(...accuracy.map((row) => Math.abs(row.p99OverMs)));
  return [
    [small >= 1, `throughput of small answers: ${small.toFixed(2)} × Toxiproxy's (at least 1)`],
    [big >= 1, `throughput of 1 MB answers: ${big.toFixed(2)} × Toxiproxy's (at least 1)`],
    [
      ours <= 2 * theirs,
      `added latency: ${(ours * 1e3).toFixed(0)} µs, HAProxy ${(theirs * 1e3).toFixed(0)} µs, ` +
      `Toxiproxy ${(real * 1e3).toFixed(0)} µs: ${
        (ours / theirs).toFixed(2)
      } × HAProxy's (at most 2)`,
    ],
    [far <= 2, `latency toxic at p99: ${far.toFixed(2)} ms from wanted over control (at most 2)`],
  ];
}

async function main(rounds: number, seconds: number): Promise<number> {
  const [nginx, haproxy, wrk] = [needOracle("nginx"), needOracle("haproxy"), needOracle("wrk")];
  const toxiproxy = needOracle("toxiproxy-server");
  await using stack = new AsyncDisposableStack();
  const dir = await Deno.makeTempDir({ prefix: "netops-bench-" });
  stack.defer(() => Deno.remove(dir, { recursive: true }));
  await Deno.chmod(dir, 0o755);
  await Deno.writeFile(`${dir}/1m`, new Uint8Array(1_048_576));
  const origin = await startOrigin(nginx, dir);
  stack.defer(() => origin.stop());
  const options = { dir, originPort: origin.port };
  const link = await startLinkPeer(options);
  stack.defer(() => link.stop());
  const peers: Record<Peer, BenchProcess> = {
    direct: origin,
    haproxy: await startHaproxyTcp(haproxy, options),
    toxiproxy: await startToxiproxy(toxiproxy, options),
    link,
  };
  stack.defer(() => peers.haproxy.stop());
  stack.defer(() => peers.toxiproxy.stop());
  const runs: Runs = new Map();
  const measure = async ({ name, path, connections }: typeof CASES[number], peer: Peer) => {
    const { port, pid } = peers[peer];
    const url = `http://127.0.0.1:${port}${path}`;
    const run = await measureWrk(wrk, { url, seconds, pid, connections });
    runs.set(key(name, peer), [...runs.get(key(name, peer)) ?? [], run]);
  };
  for (let round = -1; round < rounds; round++) {
    for (const one of CASES) {
      for (let turn = 0; turn < PEERS.length; turn++) {
        await measure(one, PEERS[(turn + round + 1) % PEERS.length]!);
      }
    }
    // The round before the first warms up.
    if (round < 0) runs.clear();
  }
  const accuracy = await measureAccuracy(link, WANTED_MS);
  const load = Deno.readTextFileSync("/proc/loadavg").split(" ").slice(0, 3).join(" ");
  console.log(`${rounds} rounds of ${seconds} s, load average at the end ${load}.\n`);
  console.log(`${table(runs).join("\n")}\n\n${accuracyTable(accuracy).join("\n")}\n`);
  const judged = judge(runs, accuracy);
  for (const [isKept, text] of judged) console.log(`- ${isKept ? "kept" : "NOT kept"}: ${text}`);
  return judged.every(([isKept]) => isKept) ? 0 : 1;
}

if (import.meta.main) Deno.exit(await main(Number(Deno.args[0] ?? 7), Number(Deno.args[1] ?? 2)));
