import assert from "node:assert/strict";
import { startRawOrigin } from "../harness/raw_origin.ts";
import { startGatewayProcess, until } from "./gateway_process_rig.ts";
import { drawMalformedCases, sendMalformedHttp } from "./malformed_http.ts";

const COUNT = Number(Deno.env.get("NETOPS_FUZZ_COUNT") ?? 10_000);
const SEED = Deno.env.get("NETOPS_FUZZ_SEED") ?? "gateway-1";

/** The most that the gateway's memory may grow, in KiB. */
const MAX_GROWTH_KIB = 200 * 1024;

Deno.test("equal seeds draw equal requests", () => {
  const target = { host: "127.0.0.1:1", path: "/x/", count: 300 };
  assert.deepEqual(drawMalformedCases("a", target), drawMalformedCases("a", target));
  assert.notDeepEqual(drawMalformedCases("a", target), drawMalformedCases("b", target));
});

Deno.test("a listener that welcomes everything is found out", async () => {
  await using origin = startRawOrigin({
    answers: ["HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"],
    perConnection: 1,
    closeAtOnce: true,
  });
  const { port } = origin;
  const report = await sendMalformedHttp({
    ...{ hostname: "127.0.0.1", port, host: `127.0.0.1:${port}`, path: "/", seed: SEED },
    count: 200,
    rules: ["framing", "host", "edge"],
  });
  assert.ok(report.violations.filter(({ what }) => what === "success").length > 50);
});

Deno.test({
  name: `${COUNT} malformed requests break nothing at the gateway and leave nothing behind`,
  // Open files and memory of another process are read from /proc.
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    await using rig = await startGatewayProcess(async (request) => {
      // The body may be cut off: that is what this test is about.
      await request.text().catch(() => "");
      return new Response("ok");
    });
    const { pid, boot, url } = rig.gateway;
    const target = {
      ...{ hostname: "127.0.0.1", port: boot.port, host: `127.0.0.1:${boot.port}` },
      path: "/hello/",
    };
    const rules = ["framing", "host", "edge"] as const;
    // The first requests fill pools and compile code: what is compared is a warm process.
    await sendMalformedHttp({ ...target, count: 200, seed: "warm", rules });
    await until(() => openSockets(pid) <= 40, 15_000);
    const before = { sockets: openSockets(pid), memoryKib: memoryKib(pid) };
    const report = await sendMalformedHttp({ ...target, count: COUNT, seed: SEED, rules });
    console.log(JSON.stringify(report.outcomes));
    assert.deepEqual(report.violations, []);
    const good = await fetch(`${url}/hello/`);
    assert.equal(await good.text(), "ok");
    await until(() => openSockets(pid) <= before.sockets, 15_000);
    const grownKib = memoryKib(pid) - before.memoryKib;
    console.log(JSON.stringify({ before, after: openSockets(pid), grownKib }));
    assert.ok(grownKib < MAX_GROWTH_KIB, `the memory grew by ${grownKib} KiB`);
    assert.equal(rig.gateway.lines.filter((line) => line.includes('"error"')).length, 0);
  },
});

function openSockets(pid: number): number {
  return [...Deno.readDirSync(`/proc/${pid}/fd`)].length;
}

function memoryKib(pid: number): number {
  const status = Deno.readTextFileSync(`/proc/${pid}/status`);
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0);
}
