import assert from "node:assert/strict";
import { type RunFile, StatusDocument } from "@netops/core/contracts";
import { createHost } from "@netops/core/host";
import type { CommandContext } from "../command_context.ts";
import { Printer } from "../print/printer.ts";
import { run } from "./status.ts";

const host = createHost();
const urls = { gateway: "http://g", registry: "http://r", ops: "http://o" };

/** Runs `status` against a fleet that gives one answer. */
async function statusOf(
  healthy: boolean,
  asked: {
    json?: boolean;
    quiet?: boolean;
    apps?: StatusDocument["apps"];
    clocks?: () => Response;
    alerts?: () => Response;
    health?: () => Response;
  } = {},
) {
  const answer: StatusDocument = {
    schema: "netops.status/v1",
    healthy,
    runId: "r1",
    profile: "none",
    urls,
    apps: asked.apps ??
      [{ app: "hello", desired: 2, up: healthy ? 2 : 1, status: healthy ? "UP" : "DOWN" }],
  };
  const port = host.freePort("127.0.0.1");
  const listener = await host.httpServer.listen(
    { hostname: "127.0.0.1", port },
    (request) =>
      request.url.endsWith("/api/v1/alerts")
        ? asked.alerts?.() ?? new Response(null, { status: 503 })
        : request.url.endsWith("/v1/clocks")
        ? asked.clocks?.() ?? new Response(null, { status: 503 })
        : request.url.endsWith("/v1/health")
        ? asked.health?.() ?? new Response(null, { status: 503 })
        : request.headers.get("authorization") === "Bearer secret"
        ? Response.json(answer)
        : new Response(null, { status: 401 }),
  );
  const home = await Deno.makeTempDir();
  let out = "";
  const terminal = {
    isTerminal: false,
    size: () => ({ columns: 80, rows: 24 }),
    write: (text: string) => (out += text).length > 0,
  };
  const { json = false, quiet = false } = asked;
  const looks = { json, jsonl: false, quiet, verbose: false, color: undefined, plain: false };
  const http = host.createHttpClient();
  try {
    const file: Partial<RunFile> = {
      schema: "netops.run/v1",
      pid: host.processes.ownPid,
      startMark: host.processes.startMark(host.processes.ownPid) ?? "",
      fleetUrl: `http://127.0.0.1:${port}`,
      token: "secret",
      urls: { ...urls, metrics: `http://127.0.0.1:${port}` },
    };
    await Deno.writeTextFile(`${home}/run.json`, JSON.stringify(file));
    const context = {
      host: { ...host, createHttpClient: () => http },
      env: { NETOPS_HOME: home },
      cwd: home,
      globals: looks,
      print: new Printer(looks, { out: terminal, err: terminal, env: {} }),
      stop: { signal: new AbortController().signal },
    } as unknown as CommandContext;
    const code = await run({ args: {}, rest: [], options: {} }, context);
    return { code, out, answer };
  } finally {
    http.close();
    await listener.close(0);
    await Deno.remove(home, { recursive: true });
  }
}

Deno.test("status exits 0 when healthy and 4 when not, and says how many are up", async () => {
  assert.equal((await statusOf(true)).code, 0);
  const { code, out } = await statusOf(false);
  assert.equal(code, 4);
  assert.match(out, /^unhealthy: run r1/);
  assert.match(out, /hello +DOWN +1\/2/);
});

Deno.test("status --json prints the document as it is, --quiet nothing", async () => {
  const { out, answer } = await statusOf(false, { json: true });
  assert.deepEqual(JSON.parse(out), answer);
  assert.equal((await statusOf(true, { quiet: true })).out, "");
});

Deno.test("status calls an app stopped that shall have no instances, and gives reasons", async () => {
  const apps: StatusDocument["apps"] = [
    { app: "rest", desired: 0, up: 0, status: "OUT_OF_SERVICE" },
    { app: "sick", desired: 2, up: 1, status: "DOWN", reason: "crash loop: exit 3\x1b[2J" },
  ];
  const { code, out } = await statusOf(true, { apps });
  assert.equal(code, 0);
  assert.match(out, /^rest +stopped +0\/0$/m);
  assert.match(out, /^sick +DOWN +1\/2 {2}crash loop: exit 3$/m);
});

Deno.test("status says which clocks are off, and nothing while telemetry does not answer", async () => {
  const off = { app: "hello", instance: "hello-1", skewMs: 50.21, errorMs: 1.34 };
  const fine = { app: "kv", instance: "kv-1", skewMs: -0.2, errorMs: 1.2, isSkewed: false };
  const clocks = () =>
    Response.json({
      schema: "netops.clocks/v1",
      toleranceMs: 5,
      clocks: [fine, { ...off, isSkewed: true }],
    });
  const { code, out } = await statusOf(true, { clocks });
  assert.equal(code, 0);
  assert.match(
    out,
    /^! the clock of hello-1 \(hello\) is 50\.2 ms ahead of telemetry's \(± 1\.3 ms\)$/m,
  );
  assert.doesNotMatch(out, /kv-1/);
  const json = JSON.parse((await statusOf(true, { clocks, json: true })).out);
  assert.deepEqual(json.clocks, { toleranceMs: 5, measured: 2, skewed: [off] });
  assert.equal(StatusDocument.safeParse(json).success, true);
  assert.equal("clocks" in JSON.parse((await statusOf(true, { json: true })).out), false);
});

Deno.test("status names alerts that fire, beside a platform that is healthy", async () => {
  const alert = (alertname: string, state: string) => ({
    labels: { alertname, severity: "page", slo: "checkout" },
    annotations: { summary: `checkout is at 75%\x1b[2J` },
    ...{ state, activeAt: "2026-11-27T20:00:00Z", value: "1e+00" },
  });
  const alerts = () =>
    Response.json({ data: { alerts: [alert("Slow", "pending"), alert("Slo", "firing")] } });
  const { code, out } = await statusOf(true, { alerts });
  assert.equal(code, 0);
  assert.match(out, /^healthy, 1 alert fires: run r1/);
  assert.match(out, /^! alert Slo \(page\): checkout is at 75%, since \d\d:00:00$/m);
  const json = JSON.parse((await statusOf(true, { alerts, json: true })).out);
  assert.equal(StatusDocument.safeParse(json).success, true);
  assert.deepEqual(json.alerts.map(({ name }: { name: string }) => name), ["Slo"]);
  assert.equal("alerts" in JSON.parse((await statusOf(true, { json: true })).out), false);
});

Deno.test("status says what telemetry cannot take or pass on, and what to do", async () => {
  const warning = { code: "series_full", message: "New series are refused", fix: "send fewer" };
  const health = () => Response.json({ status: "degraded", warnings: [warning] });
  const { code, out } = await statusOf(true, { health });
  assert.equal(code, 0);
  assert.match(out, /^! New series are refused \(fix: send fewer\)$/m);
  const json = JSON.parse((await statusOf(true, { health, json: true })).out);
  assert.deepEqual(json.warnings, ["New series are refused (fix: send fewer)"]);
});
