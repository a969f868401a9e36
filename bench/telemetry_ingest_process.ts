import { encodeRemoteWrite, postRemoteWrite } from "../tests/harness/remote_write.ts";
import { cpuTimeUs } from "./gateway_peers.ts";
import { startTelemetryRig, type TelemetryRig } from "./telemetry_rig.ts";

/** Below the 50,000 series that telemetry takes, `up` and the like included. */
const TARGETS = 48;
const LINES = 1_000;
const WRITTEN_SERIES = 20_000;
const SAMPLES_A_SECOND = 5;
const REQUESTS_A_SECOND = 10;

/** What the process took in some seconds, and what it used for that. */
export interface IngestRun {
  readonly name: string;
  readonly samplesPerS: number;
  /** CPU time of all its threads per second of wall time. */
  readonly cores: number;
  /** Cores at 100,000 samples a second, in proportion. */
  readonly coresAt100k: number;
}

/** Feeds a telemetry process of its own as others do, over HTTP, and reads its CPU time. */
export async function measureIngest(seconds: number): Promise<IngestRun[]> {
  return [await scrape(seconds), await write(seconds)];
}

/** Targets that say something new each second. */
async function scrape(seconds: number): Promise<IngestRun> {
  await using rig = await startTelemetryRig();
  const body = { second: 0, text: "" };
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, () => {
    const second = Math.floor(Date.now() / 1_000);
    if (second !== body.second) Object.assign(body, { second, text: exposition(second) });
    return new Response(body.text, { headers: { "content-type": "text/plain; version=0.0.4" } });
  });
  try {
    for (let at = 0; at < TARGETS; at++) {
      rig.watchUrl(`bench-${at}`, `http://127.0.0.1:${server.addr.port}/${at}`);
    }
    await waitFor(rig, TARGETS * LINES * 3);
    return await measure(rig, { name: "scraped, 48 targets of 1,000 series", seconds });
  } finally {
    await server.shutdown();
  }
}

function exposition(second: number): string {
  let text = "# HELP bench_seconds Time\n# TYPE bench_seconds histogram\n";
  for (let at = 0; at < LINES; at++) {
    const value = (second % 10_000) * (at + 1) + at / 8;
    text += `bench_seconds_bucket{path="/v1/things/${at}",le="${at % 13}"} ${value}\n`;
  }
  return text;
}

/** Remote write of 20,000 series, five samples of each a second, made before the clock runs. */
async function write(seconds: number): Promise<IngestRun> {
  await using rig = await startTelemetryRig();
  const firstMs = Date.now() - 60_000;
  const bodies = Array.from(
    { length: seconds + 3 },
    (_, second) =>
      Array.from({ length: REQUESTS_A_SECOND }, (_, part) => writeBody(firstMs, { second, part })),
  );
  const send = async (list: readonly Uint8Array<ArrayBuffer>[]) => {
    const endMs = performance.now() + 1_000;
    for (const body of list) {
      await postRemoteWrite(rig.telemetry.url, body);
      await pause(endMs - 1_000 + (list.indexOf(body) + 1) * 1_000 / list.length);
    }
  };
  for (const list of bodies.slice(0, 3)) await send(list);
  const name = "remote write, 20,000 series, five samples a second each";
  return await measure(rig, {
    ...{ name, seconds },
    during: async () => {
      for (const list of bodies.slice(3)) await send(list);
    },
  });
}

function writeBody(
  firstMs: number,
  { second, part }: { readonly second: number; readonly part: number },
): Uint8Array<ArrayBuffer> {
  const count = WRITTEN_SERIES / REQUESTS_A_SECOND;
  return encodeRemoteWrite(Array.from({ length: count }, (_, at) => ({
    labels: {
      ...{ __name__: "bench_written_bucket", app: `app-${part}`, instance: `i-${at % 50}` },
      ...{ zone: "eu-a", path: `/v1/things/${at}`, le: `${at % 13}` },
    },
    samples: Array.from({ length: SAMPLES_A_SECOND }, (_, n) => ({
      timeMs: firstMs + second * 1_000 + n * 200,
      value: (second * SAMPLES_A_SECOND + n) * (at + 1),
    })),
  })));
}

async function measure(
  rig: TelemetryRig,
  options: {
    readonly name: string;
    readonly seconds: number;
    readonly during?: () => Promise<void>;
  },
): Promise<IngestRun> {
  const { pid } = rig.telemetry.service;
  const { name, seconds, during = () => pause(performance.now() + seconds * 1_000) } = options;
  const [startedMs, samples, cpuUs] = [performance.now(), await taken(rig), cpuTimeUs(pid)];
  await during();
  const passedS = (performance.now() - startedMs) / 1_000;
  const samplesPerS = (await taken(rig) - samples) / passedS;
  const cores = (cpuTimeUs(pid) - cpuUs) / 1e6 / passedS;
  return { name, samplesPerS, cores, coresAt100k: cores / samplesPerS * 100_000 };
}

/** How many samples were stored so far, by its own count. */
async function taken({ telemetry }: TelemetryRig): Promise<number> {
  const { host, adminPort } = telemetry.service.boot;
  const text = await (await fetch(`http://${host}:${adminPort}/metrics`)).text();
  return Number(/^telemetry_samples_total\{outcome="ok"\} (\S+)$/m.exec(text)?.[1] ?? NaN);
}

async function waitFor(rig: TelemetryRig, samples: number): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if (await taken(rig) >= samples) return;
    await pause(performance.now() + 100);
  }
  throw new Error(`telemetry has not taken ${samples} samples`);
}

function pause(untilMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, untilMs - performance.now())));
}

/** The table of all runs. */
export function ingestTable(runs: readonly IngestRun[]): string[] {
  return [
    "| what comes in | samples/s | cores | cores at 100,000/s | goal |",
    "|---|---|---|---|---|",
    ...runs.map(({ name, samplesPerS, cores, coresAt100k }) =>
      `| ${name} | ${samplesPerS.toFixed(0)} | ${cores.toFixed(2)} | ` +
      `${coresAt100k.toFixed(2)} | ≤ 0.5 |`
    ),
  ];
}
