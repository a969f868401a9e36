import assert from "node:assert/strict";
import { ChaosPlatform } from "../harness/chaos_platform.ts";
import { until } from "../harness/platform.ts";
import { processState } from "../harness/process_facts.ts";

/** A service as somebody wrote it who never heard of faults. */
const SERVER = `import os, signal, sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

class Hello(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_GET(self):
        body = b"hello from python " * 100
        self.send_response(200)
        self.send_header("content-type", "text/plain")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *_):
        pass

signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
ThreadingHTTPServer((os.environ["HOST"], int(os.environ["PORT"])), Hello).serve_forever()
`;

const FILES: Readonly<Record<string, string>> = {
  "netops.yaml": `platform: none
services:
  snake:
    command: [python3, server.py]
    dir: ./snake
    replicas: 2
    health: /
`,
  "snake/server.py": SERVER,
};

const FOR_MS = 3_000;
const BODY_BYTES = 1_800;

interface Answer {
  readonly status: number;
  readonly bytes: number;
  readonly tookMs: number;
}

/** What a caller of the gateway gets; status 0 for a broken or missing answer. */
async function call(chaos: ChaosPlatform): Promise<Answer> {
  const startedMs = performance.now();
  const took = () => performance.now() - startedMs;
  try {
    const signal = AbortSignal.timeout(3_000);
    const response = await fetch(`${chaos.urls["gateway"]}/snake/`, { signal });
    const bytes = (await response.bytes()).length;
    return { status: response.status, bytes, tookMs: took() };
  } catch {
    return { status: 0, bytes: 0, tookMs: took() };
  }
}

const isWell = ({ status, bytes, tookMs }: Answer) =>
  status === 200 && bytes === BODY_BYTES && tookMs < 600;

/** Injects a fault, waits until a caller feels it, and until it is over and ten calls go well. */
async function feels(
  chaos: ChaosPlatform,
  fault: { readonly kind: string; readonly parameters?: Record<string, unknown> },
  isFelt: (answer: Answer) => boolean,
): Promise<void> {
  const { kind, parameters = {} } = fault;
  const { status, body } = await chaos.inject(kind, "snake", {
    ...{ parameters, durationMs: FOR_MS, percent: 100 },
  });
  assert.equal(status, 201, `${kind}: ${JSON.stringify(body)}`);
  await until(`${kind} is felt`, FOR_MS, async () => isFelt(await call(chaos)));
  await until(`${kind} is over`, 10_000, async () => {
    const view = (await chaos.faults()).find(({ id }) => id === body.id);
    return view?.state === "undone";
  });
  let well = 0;
  await until(`ten calls go well after ${kind}`, 10_000, async () => {
    well = isWell(await call(chaos)) ? well + 1 : 0;
    return well >= 10;
  });
}

async function hasPython(): Promise<boolean> {
  try {
    return (await new Deno.Command("python3", { args: ["--version"] }).output()).success;
  } catch {
    return false;
  }
}

Deno.test({
  name: "a service in Python that knows nothing of faults feels each, and each ends",
  ignore: !await hasPython(), // Without python3 there is no such service.
  fn: async () => {
    await using chaos = await ChaosPlatform.up(FILES);
    assert.ok(isWell(await call(chaos)));
    const slow = ({ status, tookMs }: Answer) => status === 200 && tookMs >= 700;
    await feels(chaos, { kind: "latency", parameters: { delayMs: 700 } }, slow);
    const teapot = ({ status }: Answer) => status === 418;
    await feels(chaos, { kind: "abort", parameters: { status: 418 } }, teapot);
    await feels(chaos, { kind: "link-latency", parameters: { delayMs: 700 } }, slow);
    const broken = ({ status, bytes }: Answer) => status !== 200 || bytes !== BODY_BYTES;
    await feels(chaos, { kind: "link-limit-data", parameters: { limitBytes: 500 } }, broken);
    await pauseOne(chaos);
    await killOne(chaos);
    assert.deepEqual(await chaos.residue(), []);
    assert.equal((await chaos.platform.run(["chaos", "doctor"])).code, 0);
  },
});

async function snakes(chaos: ChaosPlatform) {
  return (await chaos.rows()).filter(({ app }) => app === "snake");
}

/** The paused one hangs, goes on, and is the same process as before. */
async function pauseOne(chaos: ChaosPlatform): Promise<void> {
  const { body } = await chaos.inject("process-pause", "snake", { durationMs: FOR_MS });
  const paused = (await snakes(chaos)).filter(({ pid }) => processState(pid) === "T");
  assert.equal(paused.length, 1);
  await until("it goes on", FOR_MS + 5_000, async () => {
    const view = (await chaos.faults()).find(({ id }) => id === body.id);
    return view?.state === "undone" && processState(paused[0]!.pid) === "S";
  });
  await chaos.untilUp("snake", 2);
  assert.ok((await snakes(chaos)).some(({ pid }) => pid === paused[0]!.pid), "it was not replaced");
}

/** The killed one is gone, and another one serves in its place when the fault is over. */
async function killOne(chaos: ChaosPlatform): Promise<void> {
  const before = (await snakes(chaos)).map(({ pid }) => pid);
  const { body } = await chaos.inject("process-kill", "snake");
  await until("the kill is over", 10_000, async () => {
    const view = (await chaos.faults()).find(({ id }) => id === body.id);
    return view?.state === "undone";
  });
  const after = await snakes(chaos);
  assert.deepEqual(after.map(({ status }) => status), ["UP", "UP"]);
  assert.equal(after.filter(({ pid }) => before.includes(pid)).length, 1);
}
