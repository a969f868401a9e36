import assert from "node:assert/strict";
import type { RunFile, StatusDocument } from "@netops/core/contracts";
import { createHost } from "@netops/core/host";
import type { CommandContext } from "../command_context.ts";
import { Printer } from "../print/printer.ts";
import { run } from "./status.ts";

const host = createHost();
const urls = { gateway: "http://g", registry: "http://r", ops: "http://o" };

/** Runs `status` against a fleet that gives one answer. */
async function statusOf(
  healthy: boolean,
  asked: { json?: boolean; quiet?: boolean; apps?: StatusDocument["apps"] } = {},
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
      request.headers.get("authorization") === "Bearer secret"
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
      urls,
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
