import assert from "node:assert/strict";
import type { RunFile } from "@netops/core/contracts";
import { createHost } from "@netops/core/host";
import type { CommandContext } from "../command_context.ts";
import { Printer } from "../print/printer.ts";
import { run } from "./events.ts";

const host = createHost();
const clock = { app: "hello", skewMs: 50, errorMs: 1, isSkewed: true };
const CLOCKS = [
  { ...clock, instance: "hello-1" },
  { ...clock, instance: "silent-1" },
  { ...clock, instance: "fine-1", skewMs: 1, isSkewed: false },
];
const event = { tsMs: 1, kind: "test.event", subject: "x", data: {} };
const EVENTS = ["hello-1", "fine-1"].map((actor, at) => ({ ...event, actor, seq: at + 1 }));

function answer({ url }: Request): Response {
  return new URL(url).pathname === "/v1/clocks"
    ? Response.json({ schema: "netops.clocks/v1", toleranceMs: 5, clocks: CLOCKS })
    : Response.json({ schema: "netops.events/v1", events: EVENTS });
}

Deno.test("events says whose clock is off among those that tell them", async () => {
  const port = host.freePort("127.0.0.1");
  const listener = await host.httpServer.listen({ hostname: "127.0.0.1", port }, answer);
  const home = await Deno.makeTempDir();
  const written = { out: "", err: "" };
  const terminal = (name: "out" | "err") => ({
    isTerminal: false,
    size: () => ({ columns: 80, rows: 24 }),
    write: (text: string) => (written[name] += text).length > 0,
  });
  const looks = { quiet: false, verbose: false, color: undefined, plain: false };
  const globals = { ...looks, json: false, jsonl: false };
  const http = host.createHttpClient();
  const url = `http://127.0.0.1:${port}`;
  try {
    const file: Partial<RunFile> = {
      ...{ schema: "netops.run/v1", pid: host.processes.ownPid, fleetUrl: url, token: "t" },
      startMark: host.processes.startMark(host.processes.ownPid) ?? "",
      urls: { gateway: url, registry: url, ops: url, metrics: url },
    };
    await Deno.writeTextFile(`${home}/run.json`, JSON.stringify(file));
    const context = {
      host: { ...host, createHttpClient: () => http },
      ...{ env: { NETOPS_HOME: home }, cwd: home, globals },
      print: new Printer(globals, { out: terminal("out"), err: terminal("err"), env: {} }),
      stop: { signal: new AbortController().signal },
    } as unknown as CommandContext;
    const options = { tail: 100, follow: false, kind: [], run: "all" };
    assert.equal(await run({ args: {}, rest: [], options } as never, context), 0);
    assert.equal(written.out.split("\n").filter((line) => line.includes("test.event")).length, 2);
    assert.match(written.err, /! the clock of hello-1 \(hello\) is 50\.0 ms ahead/);
    assert.doesNotMatch(written.err, /silent-1|fine-1/);
  } finally {
    http.close();
    await listener.close(0);
    await Deno.remove(home, { recursive: true });
  }
});
