/**
 * Compares link with HAProxy in TCP mode and with the real Toxiproxy, in front of the same nginx.
 *
 * Run: `deno task bench:link_proxy [rounds] [seconds]`; writes docs/results/bench_link_proxy.md. Each round
 * measures all of them one after the other, in an order that turns. Judged is the best round of each, since
 * noise only takes away; medians and ratios within rounds are shown beside. Ends with 1 when a promise is
 * not kept:
 *
 * - throughput at least Toxiproxy's, for small answers and for 1 MB;
 * - added latency (over no proxy, one connection, p50) at most 2 × HAProxy's;
 * - a latency toxic within 2 ms of its value at the 99th percentile, over the same without a toxic.
 *
 * Beside them runs the least that a proxy in this runtime can do: what it costs no change of ours can save.
 */
import { type BenchProcess, startOrigin } from "./gateway_peers.ts";
import { measureAccuracy, type ToxicAccuracy } from "./link_proxy_accuracy.ts";
import { startBare, startHaproxyTcp, startLinkPeer, startToxiproxy } from "./link_proxy_peers.ts";
import { CASES, judge, type Peer, PEERS, reportOf } from "./link_proxy_report.ts";
import { Rounds } from "./link_proxy_rounds.ts";
import { measureWrk, needOracle } from "./measure_wrk.ts";

const REPORT = new URL("../docs/results/bench_link_proxy.md", import.meta.url);
const WANTED_MS = [1, 5, 50, 200] as const;
const ACCURACY_PASSES = 5;

const loadAverage = () => Deno.readTextFileSync("/proc/loadavg").split(" ")[0] ?? "?";

async function startPeers(stack: AsyncDisposableStack) {
  const [nginx, haproxy] = [needOracle("nginx"), needOracle("haproxy")];
  const toxiproxy = needOracle("toxiproxy-server");
  const dir = await Deno.makeTempDir({ prefix: "netops-bench-" });
  stack.defer(() => Deno.remove(dir, { recursive: true }));
  // The workers of an nginx that root starts are somebody else.
  await Deno.chmod(dir, 0o755);
  await Deno.writeFile(`${dir}/1m`, new Uint8Array(1_048_576));
  const kept = <P extends BenchProcess>(peer: P): P => {
    stack.defer(() => peer.stop());
    return peer;
  };
  const direct = kept(await startOrigin(nginx, dir));
  const options = { dir, originPort: direct.port };
  return {
    direct,
    haproxy: kept(await startHaproxyTcp(haproxy, options)),
    toxiproxy: kept(await startToxiproxy(toxiproxy, options)),
    bare: kept(await startBare(options)),
    link: kept(await startLinkPeer(options)),
  };
}

async function measureRounds(
  peers: Readonly<Record<Peer, BenchProcess>>,
  { rounds, seconds }: { readonly rounds: number; readonly seconds: number },
): Promise<Rounds> {
  const wrk = needOracle("wrk");
  const runs = new Rounds();
  const measure = async ({ name, path, connections }: typeof CASES[number], peer: Peer) => {
    const { port, pid } = peers[peer];
    const url = `http://127.0.0.1:${port}${path}`;
    runs.add(name, peer, await measureWrk(wrk, { url, seconds, pid, connections }));
  };
  for (let round = -1; round < rounds; round++) {
    // The round before the first warms up.
    if (round === 0) runs.clear();
    const inTurn = PEERS.map((_, turn) => PEERS[(turn + round + 1) % PEERS.length]!);
    for (const one of CASES) {
      for (const peer of inTurn) await measure(one, peer);
    }
  }
  return runs;
}

async function main(rounds: number, seconds: number): Promise<number> {
  await using stack = new AsyncDisposableStack();
  const peers = await startPeers(stack);
  const loads = [loadAverage()];
  const runs = await measureRounds(peers, { rounds, seconds });
  loads.push(loadAverage());
  const passes: ToxicAccuracy[][] = [];
  for (let pass = 0; pass < ACCURACY_PASSES; pass++) {
    passes.push(await measureAccuracy(peers.link, WANTED_MS));
  }
  loads.push(loadAverage());
  const found = { runs, passes, rounds, seconds, loads };
  const report = reportOf(found);
  console.log(report);
  await Deno.writeTextFile(REPORT, report);
  return judge(found).every(([isKept]) => isKept) ? 0 : 1;
}

if (import.meta.main) Deno.exit(await main(Number(Deno.args[0] ?? 7), Number(Deno.args[1] ?? 2)));
