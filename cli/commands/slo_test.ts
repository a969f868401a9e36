import assert from "node:assert/strict";
import type { RunFile } from "@netops/core/contracts";
import { createHost } from "@netops/core/host";
import type { CommandContext } from "../command_context.ts";
import { Printer } from "../print/printer.ts";
import type { SlosDocument, SloView } from "../records/records_api.ts";
import { run } from "./slo.ts";

const host = createHost();

/** Runs `slo` against a telemetry that gives one answer. */
async function sloOf(
  states: readonly SloView["state"][],
  { json = false, quiet = false }: { readonly json?: boolean; readonly quiet?: boolean } = {},
) {
  const slos = states.map((state): SloView => ({
    ...{ name: `is-${state}`, objective: 0.9, windowMs: 60_000, burn: [], state },
  }));
  const answer: SlosDocument = { schema: "netops.slo/v1", slos };
  const port = host.freePort("127.0.0.1");
  const listener = await host.httpServer.listen(
    { hostname: "127.0.0.1", port },
    (request) =>
      new URL(request.url).pathname === "/v1/slo"
        ? Response.json(answer)
        : new Response(null, { status: 404 }),
  );
  const home = await Deno.makeTempDir();
  const texts = { out: "", err: "" };
  const terminal = (name: keyof typeof texts) => ({
    isTerminal: false,
    size: () => ({ columns: 80, rows: 24 }),
    write: (text: string) => (texts[name] += text).length > 0,
  });
  const looks = { json, jsonl: false, quiet, verbose: false, color: undefined, plain: false };
  const http = host.createHttpClient();
  try {
    const url = `http://127.0.0.1:${port}`;
    const file: Partial<RunFile> = {
      schema: "netops.run/v1",
      pid: host.processes.ownPid,
      startMark: host.processes.startMark(host.processes.ownPid) ?? "",
      ...{ fleetUrl: url, token: "secret" },
      urls: { gateway: url, registry: url, ops: url, metrics: url },
    };
    await Deno.writeTextFile(`${home}/run.json`, JSON.stringify(file));
    const context = {
      host: { ...host, createHttpClient: () => http },
      env: { NETOPS_HOME: home },
      cwd: home,
      globals: looks,
      print: new Printer(looks, { out: terminal("out"), err: terminal("err"), env: {} }),
      stop: { signal: new AbortController().signal },
    } as unknown as CommandContext;
    const code = await run({ args: {}, rest: [], options: {} }, context);
    return { code, answer, ...texts };
  } finally {
    http.close();
    await listener.close(0);
    await Deno.remove(home, { recursive: true });
  }
}

Deno.test("slo exits 0 when all are met, 9 without data, 5 when one burns, and says so", async () => {
  const met = await sloOf(["met"]);
  assert.equal(met.code, 0);
  assert.match(met.out, /is-met .* met$/m);
  assert.equal((await sloOf(["met", "unknown"])).code, 9);
  const burning = await sloOf(["unknown", "burning"]);
  assert.equal(burning.code, 5);
  assert.match(burning.out, /is-burning .* burning$/m);
});

Deno.test("slo --json prints the document, -q nothing, and without any objective it says how to write one", async () => {
  const json = await sloOf(["exhausted"], { json: true });
  assert.deepEqual([json.code, JSON.parse(json.out)], [5, json.answer]);
  const quiet = await sloOf(["exhausted"], { quiet: true });
  assert.deepEqual([quiet.code, quiet.out], [5, ""]);
  const none = await sloOf([]);
  assert.deepEqual([none.code, none.out], [0, ""]);
  assert.match(none.err, /slo in netops\.yaml/);
});
