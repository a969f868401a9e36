/**
 * Compares our registry with the stock Java Eureka server: heartbeats and full fetches per second.
 *
 * Run: `deno run -A bench/registry.ts [rounds] [seconds]` (needs `tools/oracles eureka-server wrk` and Java).
 * Both hold the same 200 instances. The Java server is warmed up first. Each round runs every case on both,
 * one after the other and in turn first, so that a noisy machine harms both sides; a ratio is taken within
 * its round and the median shown. With `--profile` only ours runs.
 */
import { oracle } from "../tools/oracle.ts";
import { freePort, startService } from "../tests/harness/start_service.ts";

const INSTANCES = 200;
const CONNECTIONS = 16;
const WARM_UP_S = 10;

interface Case {
  readonly name: string;
  readonly path: string;
  readonly headers: readonly string[];
  readonly script?: string;
}

interface Peer {
  readonly name: string;
  readonly base: string;
}

const HEARTBEAT = `
local n = 0
request = function()
  n = (n + 1) % ${INSTANCES}
  local path = wrk.path .. "/BENCH" .. (n % 10) .. "/127.0.0.1:bench:" .. (10000 + n)
  return wrk.format("PUT", path .. "?status=UP&lastDirtyTimestamp=1700000000000")
end
`;

const CASES: readonly Case[] = [
  { name: "heartbeats", path: "/apps", headers: [], script: HEARTBEAT },
  {
    name: "full fetches, JSON, gzip",
    path: "/apps/",
    headers: ["accept: application/json", "accept-encoding: gzip"],
  },
  { name: "full fetches, JSON", path: "/apps/", headers: ["accept: application/json"] },
  {
    name: "deltas, JSON, gzip",
    path: "/apps/delta",
    headers: ["accept: application/json", "accept-encoding: gzip"],
  },
];

async function registerAll(base: string): Promise<void> {
  for (let n = 0; n < INSTANCES; n++) {
    const app = `BENCH${n % 10}`;
    const response = await fetch(`${base}/apps/${app}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ instance: instance(app, 10_000 + n) }),
    });
    await response.body?.cancel();
    if (response.status !== 204) throw new Error(`Registered with ${response.status}`);
  }
}

function instance(app: string, port: number): Record<string, unknown> {
  return {
    instanceId: `127.0.0.1:bench:${port}`,
    hostName: "127.0.0.1",
    app,
    ipAddr: "127.0.0.1",
    vipAddress: app.toLowerCase(),
    secureVipAddress: app.toLowerCase(),
    status: "UP",
    port: { $: port, "@enabled": "true" },
    securePort: { $: 443, "@enabled": "false" },
    dataCenterInfo: {
      "@class": "com.netflix.appinfo.InstanceInfo$DefaultDataCenterInfo",
      name: "MyOwn",
    },
    leaseInfo: { renewalIntervalInSecs: 3_600, durationInSecs: 7_200 },
    metadata: { zone: "a", version: "1" },
    homePageUrl: `http://127.0.0.1:${port}/`,
    healthCheckUrl: `http://127.0.0.1:${port}/health`,
    lastDirtyTimestamp: "1700000000000",
  };
}

async function until(what: string, test: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 120_000; Date.now() < deadline;) {
    if (await test().catch(() => false)) return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error(`Never came true: ${what}`);
}

async function listsAll(base: string): Promise<boolean> {
  const response = await fetch(`${base}/apps/`, { headers: { accept: "application/json" } });
  return (await response.text()).split('"instanceId"').length - 1 === INSTANCES;
}

/** Runs wrk once and answers its requests per second; any answer but a success ends the bench. */
async function measure(peer: Peer, one: Case, seconds: number): Promise<number> {
  const script = one.script === undefined ? undefined : await Deno.makeTempFile({ suffix: ".lua" });
  try {
    if (script !== undefined) await Deno.writeTextFile(script, one.script ?? "");
    const { stdout } = await new Deno.Command("wrk", {
      args: [
        "-t1",
        `-c${CONNECTIONS}`,
        `-d${seconds}s`,
        ...(script === undefined ? [] : ["-s", script]),
        ...one.headers.flatMap((header) => ["-H", header]),
        `${peer.base}${one.path}`,
      ],
    }).output();
    const text = new TextDecoder().decode(stdout);
    if (/Non-2xx|Socket errors/.test(text)) throw new Error(`${peer.name}, ${one.name}: ${text}`);
    return Number(/Requests\/sec:\s+([\d.]+)/.exec(text)?.[1]);
  } finally {
    if (script !== undefined) await Deno.remove(script);
  }
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

async function compare(ours: Peer, theirs: Peer, options: { rounds: number; seconds: number }) {
  for (const one of CASES) {
    await measure(theirs, one, WARM_UP_S);
    await measure(ours, one, 2);
  }
  console.log("| case | ours/s | Java/s | ratio (median) | ratios |\n|---|---|---|---|---|");
  for (const one of CASES) {
    const pairs: [number, number][] = [];
    for (let round = 0; round < options.rounds; round++) {
      const order = round % 2 === 0 ? [ours, theirs] : [theirs, ours];
      const first = await measure(order[0] as Peer, one, options.seconds);
      const second = await measure(order[1] as Peer, one, options.seconds);
      pairs.push(round % 2 === 0 ? [first, second] : [second, first]);
    }
    const ratios = pairs.map(([own, other]) => own / other);
    const perSecond = [0, 1].map((side) =>
      Math.round(median(pairs.map((pair) => pair[side] ?? NaN)))
    );
    const shown = ratios.map((ratio) => ratio.toFixed(2)).join(", ");
    console.log(
      `| ${one.name} | ${perSecond[0]} | ${perSecond[1]} | ${
        median(ratios).toFixed(2)
      } | ${shown} |`,
    );
  }
}

async function startJava(): Promise<{ peer: Peer; child: Deno.ChildProcess }> {
  const found = oracle("eureka-server");
  if ("skip" in found) throw new Error(found.skip);
  const [program, ...args] = found.command;
  const port = freePort();
  const child = new Deno.Command(program, {
    args: [
      ...args,
      `--server.port=${port}`,
      "--eureka.server.response-cache-update-interval-ms=1000",
    ],
    stdout: "null",
    stderr: "null",
  }).spawn();
  const base = `http://127.0.0.1:${port}/eureka`;
  await until("the Java server answers", async () => {
    const response = await fetch(`${base}/apps/`);
    await response.body?.cancel();
    return response.ok;
  });
  return { peer: { name: "Java", base }, child };
}

const numbers = Deno.args.filter((arg) => /^\d+$/.test(arg)).map(Number);
const [rounds = 5, seconds = 5] = numbers;
await using registry = await startService({ entry: "server/registry/main.ts" });
const ours: Peer = { name: "ours", base: `${registry.url}/eureka` };
await registerAll(ours.base);
if (Deno.args.includes("--profile")) {
  for (const one of CASES) console.log(one.name, Math.round(await measure(ours, one, seconds)));
} else {
  const java = await startJava();
  try {
    await registerAll(java.peer.base);
    await until("the Java server lists everything", () => listsAll(java.peer.base));
    await compare(ours, java.peer, { rounds, seconds });
  } finally {
    java.child.kill();
    await java.child.status;
  }
}
