import assert from "node:assert/strict";
import { Toxiproxy } from "npm:toxiproxy-node-client@4.1.0";
import { oracleTest } from "../../tools/oracle.ts";
import { freePort } from "../harness/start_service.ts";
import { LinkRig, until } from "../integration/link_rig.ts";
import { type ApiCall, generateCalls, WRITTEN_CALLS } from "./link_toxiproxy_calls.ts";

interface Side {
  readonly url: string;
  /** What P1 … P4 are on this side. */
  readonly ports: readonly number[];
}

function sideOf(url: string): Side {
  return { url, ports: Array.from({ length: 4 }, freePort) };
}

/** Makes the call and tells the answer with the side's own ports taken out. */
async function answerOf(side: Side, { method, path, body }: ApiCall) {
  const filled = body?.replace(/P([1-4])/g, (_, digit) => String(side.ports[Number(digit) - 1]));
  const response = await fetch(`${side.url}${path}`, {
    method,
    ...(filled === undefined ? {} : { body: filled }),
  });
  const text = (await response.text()).replace(/127\.0\.0\.1:(\d+)/g, (whole, port) => {
    const index = side.ports.indexOf(Number(port));
    if (index >= 0) return `127.0.0.1:P${index + 1}`;
    return Number(port) > 1_024 ? "127.0.0.1:FREE" : whole;
  });
  const type = response.headers.get("content-type");
  const isJson = text.startsWith("{") || text.startsWith("[");
  return { status: response.status, type, body: isJson ? JSON.parse(text) : text };
}

async function assertSame(calls: readonly ApiCall[], real: Side, ours: Side): Promise<void> {
  for (const [index, call] of calls.entries()) {
    const [wanted, got] = [await answerOf(real, call), await answerOf(ours, call)];
    assert.deepEqual(got, wanted, `call ${index}: ${JSON.stringify(call)}`);
  }
}

/** Starts the real server. */
async function startReal(command: readonly [string, ...string[]]) {
  const port = freePort();
  const [program, ...args] = command;
  const child = new Deno.Command(program, {
    args: [...args, "-host", "127.0.0.1", "-port", String(port)],
    env: { LOG_LEVEL: "error" },
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  const url = `http://127.0.0.1:${port}`;
  await until(() =>
    fetch(`${url}/version`).then(async (response) => {
      await response.body?.cancel();
      return response.ok;
    }, () => false), "the real server answers");
  return {
    url,
    [Symbol.asyncDispose]: async () => {
      child.kill("SIGKILL");
      await child.status;
    },
  };
}

oracleTest("toxiproxy-server", "every written call is answered as Toxiproxy answers it", async ({
  command,
}) => {
  assert.ok(WRITTEN_CALLS.length >= 60);
  await using real = await startReal(command);
  await using rig = await LinkRig.start();
  await assertSame(WRITTEN_CALLS, sideOf(real.url), sideOf(rig.service.url));
});

oracleTest("toxiproxy-server", "600 drawn calls are answered as Toxiproxy answers them", async ({
  command,
}) => {
  await using real = await startReal(command);
  await using rig = await LinkRig.start();
  const [wanted, ours] = [sideOf(real.url), sideOf(rig.service.url)];
  for (const seed of ["1", "2", "3"]) await assertSame(generateCalls(seed, 200), wanted, ours);
});

oracleTest(
  "toxiproxy-cli",
  "toxiproxy-cli makes, changes, shows and removes every toxic",
  async ({ command }) => {
    await using rig = await LinkRig.start();
    const cli = async (...args: string[]) => {
      const [program, ...first] = command;
      const output = await new Deno.Command(program, {
        args: [...first, "-h", rig.service.url, ...args],
        stdin: "null",
      }).output();
      const decoder = new TextDecoder();
      return decoder.decode(output.stdout) + decoder.decode(output.stderr);
    };
    const [listen, upstream] = [`127.0.0.1:${freePort()}`, "127.0.0.1:1"];
    assert.match(await cli("create", "-l", listen, "-u", upstream, "web"), /Created new proxy web/);
    assert.match(await cli("list"), new RegExp(`web\\s+${listen}\\s+${upstream}\\s+enabled`));
    for (
      const [type, first, second] of [
        ["latency", ["latency=100", "jitter=10"], "latency=200"],
        ["bandwidth", ["rate=100"], "rate=200"],
        ["slow_close", ["delay=100"], "delay=200"],
        ["timeout", ["timeout=100"], "timeout=200"],
        ["reset_peer", ["timeout=100"], "timeout=200"],
        ["slicer", ["average_size=64", "size_variation=32", "delay=10"], "delay=20"],
        ["limit_data", ["bytes=100"], "bytes=200"],
      ] as const
    ) {
      const attributes = first.flatMap((text) => ["-a", text]);
      const added = await cli("toxic", "add", "-t", type, "-n", "x", "-u", ...attributes, "web");
      assert.match(added, new RegExp(`Added upstream ${type} toxic 'x' on proxy 'web'`), added);
      for (const text of first) assert.match(await cli("inspect", "web"), new RegExp(text));
      const updated = await cli("toxic", "update", "-n", "x", "-a", second, "--tox", "0.5", "web");
      assert.match(updated, /Updated toxic 'x' on proxy 'web'/);
      const shown = await cli("inspect", "web");
      assert.match(shown, new RegExp(second));
      assert.match(shown, /toxicity=0\.50/);
      assert.match(await cli("toxic", "remove", "-n", "x", "web"), /Removed toxic 'x'/);
      assert.doesNotMatch(await cli("inspect", "web"), /type=/);
    }
    assert.match(await cli("toggle", "web"), /web is now disabled/);
    assert.match(await cli("toggle", "web"), /web is now enabled/);
    assert.match(await cli("delete", "web"), /Deleted proxy web/);
    assert.match(await cli("inspect", "web"), /proxy not found/);
  },
);

Deno.test("toxiproxy-node-client makes, changes and removes every toxic", async () => {
  await using rig = await LinkRig.start();
  const client = new Toxiproxy(rig.service.url);
  // What a client gets is a string of JSON, or the number in it, depending on its version.
  assert.match(JSON.stringify(await client.getVersion()), /2\.12\.0/);
  const proxy = await client.createProxy({
    ...{ name: "web", listen: "localhost:0", upstream: "localhost:6379" },
  });
  for (
    const [type, attributes, changed] of [
      ["latency", { latency: 1_000, jitter: 100 }, { latency: 50, jitter: 5 }],
      ["bandwidth", { rate: 100 }, { rate: 50 }],
      ["slow_close", { delay: 100 }, { delay: 50 }],
      ["timeout", { timeout: 100 }, { timeout: 50 }],
      ["reset_peer", { timeout: 100 }, { timeout: 50 }],
      ["slicer", { average_size: 64, size_variation: 32, delay: 10 }, {
        ...{ average_size: 32, size_variation: 8, delay: 1 },
      }],
      ["limit_data", { bytes: 100 }, { bytes: 50 }],
    ] as const
  ) {
    const name = `${type}-x`;
    const toxic = await proxy.addToxic({
      ...{ type, name, stream: "downstream" as const, toxicity: 0.5, attributes },
    });
    assert.deepEqual(toxic.attributes, attributes);
    const wanted = changed as unknown as typeof toxic.attributes;
    await toxic.update({ type, name, stream: "downstream", toxicity: 1, attributes: wanted });
    const got = await proxy.getToxic(name);
    assert.deepEqual(got.attributes, changed);
    assert.equal(got.toxicity, 1);
    await got.remove();
    // The client leaves the body of a 404 unread, so we ask ourselves.
    assert.equal((await rig.ask("GET", `/proxies/web/toxics/${name}`)).status, 404);
  }
  const off = await proxy.update({
    ...{ enabled: false, listen: proxy.listen, upstream: proxy.upstream },
  });
  assert.equal(off.enabled, false);
  await client.reset();
  assert.equal((await client.get("web")).enabled, true);
  const made = await client.populate([
    { name: "web", listen: proxy.listen, upstream: "localhost:6379" },
    { name: "api", listen: "localhost:0", upstream: "localhost:1", enabled: false },
  ]);
  assert.deepEqual(Object.keys(made).sort(), ["api", "web"]);
  await (await client.get("web")).remove();
  assert.deepEqual(Object.keys(await client.getAll()), ["api"]);
});
