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
import { type FoundOracle, oracle, type OracleName } from "../tools/oracle.ts";
import {
  type BenchProcess,
  cpuTimeUs,
  startHaproxy,
  startNginxProxy,
  startOrigin,
} from "./gateway_peers.ts";

const CONNECTIONS = 64;
const TOKEN = "bench-token-bench-token";
const CASES = ["small", "10k"] as const;
const PROXIES = ["nginx", "haproxy", "gateway"] as const;

type ProxyName = typeof PROXIES[number];

interface Measurement {
  readonly requestsPerS: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** CPU time of the proxy per request, in µs: tells more than the rate on a busy machine. */
  readonly cpuUs: number;
  readonly errors: number;
}

function need(name: OracleName): FoundOracle {
  const found = oracle(name);
  if ("skip" in found) {
    console.error(found.skip);
    Deno.exit(1);
  }
  return found;
}

async function measure(
  wrk: FoundOracle,
  options: { readonly url: string; readonly seconds: number; readonly pid: number },
): Promise<Measurement> {
  const beforeUs = cpuTimeUs(options.pid);
  const [program, ...args] = wrk.command;
  const output = await new Deno.Command(program, {
    args: [
      ...args,
      ...["-t1", `-c${CONNECTIONS}`, `-d${options.seconds}s`, "--latency", options.url],
    ],
  }).output();
  const text = new TextDecoder().decode(output.stdout);
  const requests = Number(/(\d+) requests in/.exec(text)?.[1] ?? NaN);
  return { ...readWrk(text), cpuUs: (cpuTimeUs(options.pid) - beforeUs) / requests };
}

function readWrk(text: string): Omit<Measurement, "cpuUs"> {
  const latency = (percent: string) => {
    const match = new RegExp(`${percent}%\\s+([\\d.]+)(us|ms|s)`).exec(text);
    const unit = { us: 0.001, ms: 1, s: 1_000 }[match?.[2] ?? "ms"] ?? 1;
    return Number(match?.[1] ?? NaN) * unit;
  };
  const socket = /Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/.exec(text);
  const socketErrors = (socket?.slice(1) ?? []).reduce((sum, count) => sum + Number(count), 0);
  const badStatus = Number(/Non-2xx or 3xx responses: (\d+)/.exec(text)?.[1] ?? 0);
  return {
    requestsPerS: Number(/Requests\/sec:\s+([\d.]+)/.exec(text)?.[1] ?? NaN),
    p50Ms: latency("50"),
    p99Ms: latency("99"),
    errors: socketErrors + badStatus,
  };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

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
  const [nginx, haproxy, wrk] = [need("nginx"), need("haproxy"), need("wrk")];
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
    await measure(wrk, { url, seconds: 1, pid: proxy.pid });
  }
  const results = new Map<string, Measurement[]>();
  for (let round = 0; round < rounds; round++) {
    for (const name of CASES) {
      for (const proxy of PROXIES) {
        const { port, pid } = proxies.get(proxy)!;
        const url = `http://127.0.0.1:${port}/hello/${name}`;
        const key = `${name} ${proxy}`;
        results.set(key, [...results.get(key) ?? [], await measure(wrk, { url, seconds, pid })]);
      }
    }
  }
  console.log(
    `Rounds: ${rounds}, ${seconds} s each, ${CONNECTIONS} connections, one worker each.\n`,
  );
  console.log(report(results).join("\n"));
}

await main(Number(Deno.args[0] ?? 7), Number(Deno.args[1] ?? 2));
