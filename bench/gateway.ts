/**
 * Compares the gateway with nginx and HAProxy: one worker each, the same nginx origin, 64 connections.
 *
 * Run: `deno run -A bench/gateway.ts [rounds] [seconds]`. Each round measures all proxies one after
 * the other; a ratio is taken to nginx within its round, so that a noisy machine harms all, and the
 * median is shown. Reported, not judged: the goal comes with an HTTP engine of our own.
 */
import { startFakeControlPlane } from "../tests/harness/fake_control_plane.ts";
import { freePort, startService } from "../tests/harness/start_service.ts";
import { instanceAt, snapshotOf } from "../tests/e2e/gateway_process_rig.ts";
import { type BenchProcess, startHaproxy, startNginxProxy, startOrigin } from "./gateway_peers.ts";
import { type Measurement, measureWrk, median, needOracle } from "./measure_wrk.ts";

const CONNECTIONS = 64;
const TOKEN = "bench-token-bench-token";
const CASES = ["small", "10k"] as const;
const PROXIES = ["nginx", "haproxy", "gateway"] as const;

type ProxyName = typeof PROXIES[number];

async function startGateway(originPort: number) {
  const control = startFakeControlPlane(TOKEN);
  control.setRoutes(snapshotOf(1));
  control.setInstances([instanceAt(originPort, TOKEN)]);
  const service = await startService({
    entry: "server/gateway/main.ts",
    boot: {
      ...{ adminPort: freePort(), fleetUrl: control.url, registryUrl: control.url, token: TOKEN },
    },
  });
  return {
    port: service.boot.port,
    pid: service.pid,
    stop: async () => {
      await service[Symbol.asyncDispose]();
      await control.close();
    },
  };
}

function report(results: Map<string, Measurement[]>): string[] {
  const lines = [
    "| case | proxy | req/s (median) | ratio to nginx | min..max of pairs | CPU µs/req | ratio | p50 ms | p99 ms | errors |",
    "|---|---|---|---|---|---|---|---|---|---|",
  ];
  for (const name of CASES) {
    const base = results.get(`${name} nginx`) ?? [];
    for (const proxy of PROXIES) {
      const runs = results.get(`${name} ${proxy}`) ?? [];
      const ratios = runs.map((run, round) => run.requestsPerS / base[round]!.requestsPerS);
      const cpuRatios = runs.map((run, round) => run.cpuUs / base[round]!.cpuUs);
      const of = (pick: (run: Measurement) => number) => median(runs.map(pick)).toFixed(2);
      lines.push(
        `| ${name} | ${proxy} | ${median(runs.map((run) => run.requestsPerS)).toFixed(0)} | ` +
          `${median(ratios).toFixed(3)} | ${Math.min(...ratios).toFixed(2)}..` +
          `${Math.max(...ratios).toFixed(2)} | ${of((run) => run.cpuUs)} | ` +
          `${median(cpuRatios).toFixed(2)} | ${of((run) => run.p50Ms)} | ` +
          `${of((run) => run.p99Ms)} | ${runs.reduce((sum, run) => sum + run.errors, 0)} |`,
      );
    }
  }
  return lines;
}

async function main(rounds: number, seconds: number): Promise<void> {
  const [nginx, haproxy, wrk] = [needOracle("nginx"), needOracle("haproxy"), needOracle("wrk")];
  await using stack = new AsyncDisposableStack();
  const dir = await Deno.makeTempDir({ prefix: "netops-bench-" });
  stack.defer(() => Deno.remove(dir, { recursive: true }));
  // The workers of an nginx that root starts are somebody else.
  await Deno.chmod(dir, 0o755);
  const origin = await startOrigin(nginx, dir);
  stack.defer(() => origin.stop());
  const proxies = new Map<ProxyName, BenchProcess>();
  const starts = {
    nginx: () => startNginxProxy(nginx, { dir, originPort: origin.port }),
    haproxy: () => startHaproxy(haproxy, { dir, originPort: origin.port }),
    gateway: () => startGateway(origin.port),
  };
  for (const name of PROXIES) {
    const proxy = await starts[name]();
    stack.defer(() => proxy.stop());
    proxies.set(name, proxy);
    const url = `http://127.0.0.1:${proxy.port}/hello/small`;
    await measureWrk(wrk, { url, seconds: 1, pid: proxy.pid, connections: CONNECTIONS });
  }
  const results = new Map<string, Measurement[]>();
  for (let round = 0; round < rounds; round++) {
    for (const name of CASES) {
      for (const proxy of PROXIES) {
        const { port, pid } = proxies.get(proxy)!;
        const url = `http://127.0.0.1:${port}/hello/${name}`;
        const key = `${name} ${proxy}`;
        const run = await measureWrk(wrk, { url, seconds, pid, connections: CONNECTIONS });
        results.set(key, [...results.get(key) ?? [], run]);
      }
    }
  }
  console.log(
    `Rounds: ${rounds}, ${seconds} s each, ${CONNECTIONS} connections, one worker each.\n`,
  );
  console.log(report(results).join("\n"));
}

await main(Number(Deno.args[0] ?? 7), Number(Deno.args[1] ?? 2));
