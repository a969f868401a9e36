import assert from "node:assert/strict";
import { FakeTimer } from "@netops/core/testing";
import type { LoadOrder } from "../run/load_order.ts";
import { createK6Engine, k6Arguments } from "./k6_engine.ts";
import type { EngineLine } from "./engine_port.ts";
import { FakeSpawner, orderOf } from "./runner_fixture.ts";

const FILES = { orderPath: "/l/order.json", accountsPath: "/l/accounts.json" };
const RANGES = [
  { prefix: "127.10.0.0/16", from: "127.10.1.1", to: "127.10.1.9" },
  { prefix: "127.20.0.0/16", from: "127.20.1.1", to: "127.20.1.9" },
];

/** What an option is followed by, each time. */
function values(order: LoadOrder, option: string, os = "linux"): readonly (string | undefined)[] {
  const words = k6Arguments(order, os);
  return words.flatMap((word, at) => word === option ? [words[at + 1]] : []);
}

async function start(order: LoadOrder, spawner: FakeSpawner) {
  const engine = createK6Engine({
    ...{ spawner, timer: new FakeTimer(), os: "linux", scriptsDir: "/netops/scripts/built/" },
    env: { PATH: "/bin", NETOPS_INSTANCE: "job-1", K6_WEB_DASHBOARD: "true" },
  });
  const run = await engine.start(order, FILES);
  const lines: EngineLine[] = [];
  for await (const line of run.lines) lines.push(line);
  const [request] = spawner.requests;
  if (request === undefined) throw new Error("nothing was started");
  return { lines, request };
}

Deno.test("addresses of clients are given where loopback has them", () => {
  const order = orderOf({ clientRanges: RANGES });
  const [text = ""] = values(order, "--local-ips");
  assert.deepEqual(text.split(",").slice(0, 4), [
    ...["127.10.1.1", "127.20.1.1", "127.10.1.2", "127.20.1.2"],
  ]);
  assert.equal(new Set(text.split(",")).size, 18);
  assert.deepEqual(values(order, "--local-ips", "darwin"), []);
  assert.deepEqual(values(orderOf(), "--local-ips"), []);
});

Deno.test("k6 opens no port and says JSON", () => {
  assert.deepEqual(values(orderOf(), "--address"), [""]);
  assert.deepEqual(values(orderOf(), "--log-format"), ["json"]);
});

Deno.test("a preset's script gets its files, tells nobody outside, and exports what was asked", async () => {
  const order = orderOf({ k6Path: "/opt/k6", exports: ["csv=/tmp/a.csv"], vus: 3 });
  const { request } = await start(order, new FakeSpawner());
  assert.equal(request.command[0], "/opt/k6");
  assert.equal(request.command.at(-1), "/netops/scripts/built/hotpath.js");
  assert.deepEqual(values(order, "-o"), ["csv=/tmp/a.csv"]);
  // The script has it from the order.
  assert.deepEqual(values(order, "--vus"), []);
  assert.equal(request.env["NETOPS_LOAD_ORDER"], FILES.orderPath);
  assert.equal(request.env["NETOPS_LOAD_ACCOUNTS"], FILES.accountsPath);
  assert.equal(request.env["NETOPS_LOAD_SUMMARY"], "/tmp/none/k6-summary.json");
  assert.equal(request.env["K6_NO_USAGE_REPORT"], "true");
  assert.equal(request.env["K6_AUTO_EXTENSION_RESOLUTION"], "false");
  assert.equal(request.env["K6_WEB_DASHBOARD"], "false");
  assert.equal(request.env["NETOPS_INSTANCE"], "job-1");
});

Deno.test("a script of the user's is told VUs, time and environment, and its points are read", async () => {
  const { plan: _, ...rest } = orderOf({ vus: 5, durationMs: 3_000 });
  const order = { ...rest, script: "/home/me/own.ts", env: { TARGET: "x" } };
  const point = `{"metric":"vus","type":"Point","data":{}}`;
  const { request, lines } = await start(
    order,
    new FakeSpawner([
      { stream: "stdout", text: point },
      { stream: "stdout", text: "  iterations...: 16" },
      { stream: "stdout", text: "" },
    ]),
  );
  assert.equal(request.command.at(-1), "/home/me/own.ts");
  assert.equal(request.dir, "/home/me");
  assert.deepEqual(values(order, "-o"), ["json"]);
  assert.deepEqual(values(order, "--vus"), ["5"]);
  assert.deepEqual(values(order, "--duration"), ["3000ms"]);
  assert.equal(request.env["TARGET"], "x");
  assert.deepEqual(lines, [
    { kind: "point", text: point },
    { kind: "talk", text: "  iterations...: 16" },
  ]);
});

Deno.test("sessions and exceptions are read from what k6 logs", async () => {
  const mark = { type: "mark", index: 1, atMs: 2, mark: "stalled" };
  const log = (level: string, msg: string, source: string) => ({
    stream: "stderr" as const,
    text: JSON.stringify({ level, msg, source, time: "2026-11-28T03:09:19Z" }),
  });
  const { lines } = await start(
    orderOf(),
    new FakeSpawner([
      log("info", JSON.stringify(mark), "console"),
      log("error", "Error: boom\n\tat default (file:///a.ts:2:1(2))\n", "stacktrace"),
    ]),
  );
  assert.deepEqual(lines[0], { kind: "session", line: mark });
  assert.equal(lines[1]?.kind, "error");
  assert.ok(lines[1]?.kind === "error" && lines[1].isException);
});

Deno.test("a preset trades memory for CPU within a limit; a script of the user's runs as it would by itself", async () => {
  const { request } = await start(orderOf({ maxVus: 100 }), new FakeSpawner());
  assert.deepEqual([request.env?.["GOGC"], request.env?.["GOMEMLIMIT"]], ["200", "762MiB"]);
  const { plan: _, ...rest } = orderOf();
  const own = await start({ ...rest, script: "/tmp/own.js" }, new FakeSpawner());
  assert.equal(own.request.env?.["GOGC"], undefined);
});

Deno.test("a session whose last line came in parts is read from what k6 logs", async () => {
  const line = { type: "end", index: 1, titleId: "x".repeat(100) };
  const msg = JSON.stringify(line);
  const text = JSON.stringify({ level: "info", msg, source: "console" });
  const parts = [text.slice(0, 100), text.slice(100)];
  const { lines } = await start(
    orderOf(),
    new FakeSpawner(parts.map((one, at) => ({ stream: "stderr", text: one, part: at + 1 }))),
  );
  assert.deepEqual(lines, [{ kind: "session", line }]);
});
