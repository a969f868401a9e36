/**
 * Compares an OCA with nginx sendfile: one worker each, the same segments, 32 connections.
 *
 * Run: `deno run -A bench/oca.ts [rounds] [seconds]`; writes docs/results/bench_oca.md. Each round
 * measures both, one after the other; a ratio is taken within its round, so that a noisy machine harms
 * both, and the median is shown. `bare` is a `Deno.serve` that answers the same bytes and does nothing
 * else: what the OCA adds is its distance to that. Reported, not judged.
 */
import { sha256Hex } from "../oca/appliance/check_package.ts";
import { freePort } from "../tests/harness/start_service.ts";
import { startNginxFiles } from "./gateway_peers.ts";
import { type Measurement, measureWrk, median, needOracle } from "./measure_wrk.ts";
import { segmentOf, segmentPath, startServedTitle } from "./served_title.ts";

const CONNECTIONS = 32;
const TOKEN = "bench-token-bench-token";
const SIZES = { "100 KB": 100_000, "1 MB": 1_000_000 } as const;
const SERVERS = ["nginx", "bare", "oca"] as const;
const REPORT = new URL("../docs/results/bench_oca.md", import.meta.url);

type SizeName = keyof typeof SIZES;
type ServerName = typeof SERVERS[number];

/** One server and the address of each segment on it. */
interface Server {
  readonly pid: number;
  url(size: SizeName): string;
}

const bytesOf = (size: SizeName) => segmentOf(SIZES[size]);
const pathOf = (size: SizeName) => segmentPath(SIZES[size]);

async function startOca(stack: AsyncDisposableStack, dir: string): Promise<Server> {
  const boot = { dataDir: `${dir}/oca`, token: TOKEN };
  const { service, url } = await startServedTitle(Object.values(SIZES), boot);
  stack.use(service);
  return { pid: service.pid, url: (size) => url(SIZES[size]) };
}

async function startNginx(stack: AsyncDisposableStack, dir: string): Promise<Server> {
  await Deno.mkdir(`${dir}/root/v0`, { recursive: true });
  for (const size of Object.keys(SIZES) as SizeName[]) {
    await Deno.writeFile(`${dir}/root/${pathOf(size)}`, bytesOf(size));
  }
  const nginx = await startNginxFiles(needOracle("nginx"), { dir, root: `${dir}/root` });
  stack.defer(() => nginx.stop());
  return { pid: nginx.pid, url: (size) => `http://127.0.0.1:${nginx.port}/${pathOf(size)}` };
}

/** The least that the runtime can do, in a process of its own. */
async function startBare(stack: AsyncDisposableStack): Promise<Server> {
  const port = freePort();
  const script = `const made = new Map();
    Deno.serve({ hostname: "127.0.0.1", port: ${port}, onListen() {}, automaticCompression: false },
      (request) => {
        const size = Number(/(\\d+)\\.m4s$/.exec(request.url)[1]);
        if (!made.has(size)) made.set(size, new Uint8Array(size));
        return new Response(made.get(size), { headers: { "content-type": "video/iso.segment" } });
      });`;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["eval", script],
    ...{ stdin: "null", stdout: "null", stderr: "null" },
  }).spawn();
  stack.defer(async () => {
    child.kill("SIGTERM");
    await child.status;
  });
  const url = (size: SizeName) => `http://127.0.0.1:${port}/${pathOf(size)}`;
  for (let tries = 0; tries < 250; tries++) {
    const answer = await fetch(url("100 KB")).then(
      (response) => response.body?.cancel(),
      () => null,
    );
    if (answer !== null) break;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return { pid: child.pid, url };
}

/** The bytes must be the same everywhere, or the comparison says nothing. */
async function checkBytes(server: Server, size: SizeName): Promise<void> {
  const response = await fetch(server.url(size));
  const bytes = new Uint8Array(await response.arrayBuffer());
  if (response.status !== 200 || await sha256Hex(bytes) !== await sha256Hex(bytesOf(size))) {
    throw new Error(`${server.url(size)} does not serve the segment`);
  }
}

function report(results: ReadonlyMap<string, readonly Measurement[]>): string[] {
  const lines = [
    "| segment | server | req/s (median) | MB/s | ratio to nginx | min..max of pairs | CPU µs/req | p50 ms | p99 ms | errors |",
    "|---|---|---|---|---|---|---|---|---|---|",
  ];
  for (const size of Object.keys(SIZES) as SizeName[]) {
    const base = results.get(`${size} nginx`) ?? [];
    for (const server of SERVERS) {
      const runs = results.get(`${size} ${server}`) ?? [];
      const rate = median(runs.map((run) => run.requestsPerS));
      const ratios = runs.map((run, round) => run.requestsPerS / base[round]!.requestsPerS);
      const of = (pick: (run: Measurement) => number) => median(runs.map(pick)).toFixed(2);
      lines.push(
        `| ${size} | ${server} | ${rate.toFixed(0)} | ${(rate * SIZES[size] / 1e6).toFixed(0)} | ` +
          `${median(ratios).toFixed(3)} | ${Math.min(...ratios).toFixed(2)}..` +
          `${Math.max(...ratios).toFixed(2)} | ${of((run) => run.cpuUs)} | ` +
          `${of((run) => run.p50Ms)} | ${of((run) => run.p99Ms)} | ` +
          `${runs.reduce((sum, run) => sum + run.errors, 0)} |`,
      );
    }
  }
  return lines;
}

async function main(rounds: number, seconds: number): Promise<void> {
  const wrk = needOracle("wrk");
  await using stack = new AsyncDisposableStack();
  const dir = await Deno.makeTempDir({ prefix: "netops-bench-" });
  stack.defer(() => Deno.remove(dir, { recursive: true }));
  // The workers of an nginx that root starts are somebody else.
  await Deno.chmod(dir, 0o755);
  const servers: Record<ServerName, Server> = {
    nginx: await startNginx(stack, dir),
    bare: await startBare(stack),
    oca: await startOca(stack, dir),
  };
  const results = new Map<string, Measurement[]>();
  for (const size of Object.keys(SIZES) as SizeName[]) {
    for (const name of ["nginx", "oca"] as const) await checkBytes(servers[name], size);
    for (const name of SERVERS) {
      const { pid } = servers[name];
      const load = { url: servers[name].url(size), pid, connections: CONNECTIONS };
      await measureWrk(wrk, { ...load, seconds: 1 });
    }
    for (let round = 0; round < rounds; round++) {
      for (const name of SERVERS) {
        const { pid } = servers[name];
        const load = { url: servers[name].url(size), pid, connections: CONNECTIONS, seconds };
        const key = `${size} ${name}`;
        results.set(key, [...results.get(key) ?? [], await measureWrk(wrk, load)]);
      }
    }
  }
  const [load = "?"] = Deno.readTextFileSync("/proc/loadavg").split(" ");
  const lines = [
    "# An OCA beside nginx sendfile",
    "",
    `Made by \`deno run -A bench/oca.ts ${rounds} ${seconds}\` on ${navigator.hardwareConcurrency} ` +
    `shared cores, load average ${load} at the end: trust the CPU time and the ratios, not the rates. ` +
    "Loopback, kept connections, no TLS, nothing logged, the same bytes (checked by hash), the " +
    `signature checked by the OCA. ${CONNECTIONS} connections, one worker each. \`bare\` is a ` +
    "`Deno.serve` handler that only answers bytes from memory.",
    "",
    ...report(results),
    "",
  ];
  await Deno.writeTextFile(REPORT, lines.join("\n"));
  console.log(lines.join("\n"));
}

await main(Number(Deno.args[0] ?? 5), Number(Deno.args[1] ?? 2));
