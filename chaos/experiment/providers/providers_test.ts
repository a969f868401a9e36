import assert from "node:assert/strict";
import { NetopsError } from "@netops/core";
import { ExperimentWorld, output } from "../experiment_fixture.ts";
import { readJson } from "../document/json_read.ts";
import type { Value, ValueMap } from "../python/value.ts";
import type { ActivityCall } from "./call.ts";
import { decodeOutput } from "./decode_output.ts";
import { runProvider } from "./run_provider.ts";
import { formText } from "./url_query.ts";

function callOf(world: ExperimentWorld, configuration: ValueMap = {}): ActivityCall {
  return {
    scope: { configuration, secrets: {} },
    ports: world.ports,
    env: world.env,
    signal: new AbortController().signal,
    interrupt: () => assert.fail("interrupted"),
  };
}

function run(
  world: ExperimentWorld,
  provider: string,
  configuration: ValueMap = {},
): Promise<Value> {
  const activity = { type: "action", name: "x", provider: readJson(provider).value };
  return runProvider(activity, callOf(world, configuration));
}

Deno.test("a program gets its arguments as Python prints them", async () => {
  const world = new ExperimentWorld();
  world.program = () => ({ code: 3, stdout: output("a\n"), stderr: output("b") });
  const args = '["x", null, "", 1.0, true, ["a", 1], "${n}"]';
  const result = await run(world, `{"type": "process", "path": "~/p", "arguments": ${args}}`, {
    n: 5,
  });
  assert.deepEqual(result, { status: 3, stdout: "a\n", stderr: "b" });
  assert.deepEqual(world.programs[0]?.command, [
    "/home/x/p",
    "x",
    "1.0",
    "True",
    "['a', 1]",
    "5",
  ]);
});

Deno.test("arguments that are text go through a shell; a signal is a negative status", async () => {
  const world = new ExperimentWorld();
  world.program = () => ({ code: 137, signal: "SIGKILL" });
  const result = await run(world, '{"type": "process", "path": "p", "arguments": "a | b"}');
  assert.equal((result as ValueMap)["status"], -9);
  assert.deepEqual(world.programs[0]?.command, ["/bin/sh", "-c", "/bin/p a | b"]);
});

Deno.test("a program that takes longer than its timeout is ended, and has failed", async () => {
  const world = new ExperimentWorld();
  world.program = ({ signal }) =>
    new Promise((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));
  const running = run(world, '{"type": "process", "path": "p", "timeout": 1.5}');
  const rejected = assert.rejects(running, { name: "ActivityFailed", message: /too long/ });
  await world.timer.advance(1_500);
  await rejected;
  assert.equal(world.timer.pendingCount, 0);
});

Deno.test("redirects are followed as requests follows them", async () => {
  const cases = [["POST", 302, "GET", null], ["POST", 307, "POST", "a=1"], [
    "PUT",
    301,
    "PUT",
    null,
  ]] as const;
  for (const [method, status, becomes, body] of cases) {
    const world = new ExperimentWorld();
    world.answer = ({ url }) =>
      url.endsWith("/next")
        ? new Response("there")
        : new Response(null, { status, headers: { location: "/next" } });
    const provider =
      `{"type": "http", "url": "http://a.test/x", "method": "${method}", "arguments": {"a": 1}}`;
    const result = await run(world, provider);
    assert.equal((result as ValueMap)["body"], "there");
    const second = world.requests[1];
    assert.equal(second?.method, becomes);
    const sent = second?.body === undefined ? null : decodeOutput(second.body as Uint8Array);
    assert.equal(sent, body);
  }
});

Deno.test("a body is parsed only when its type is exactly application/json", async () => {
  const world = new ExperimentWorld();
  const provider = '{"type": "http", "url": "http://a.test/"}';
  const bodyFor = async (type: string, body: string) => {
    world.answer = () => new Response(body, { headers: { "content-type": type } });
    return (await run(world, provider) as ValueMap)["body"];
  };
  assert.deepEqual(await bodyFor("application/json", '{"a": 1}'), { a: 1 });
  assert.equal(await bodyFor("application/json; charset=utf-8", '{"a": 1}'), '{"a": 1}');
  assert.equal(await bodyFor("text/plain", "é"), "Ã©");
  await assert.rejects(bodyFor("application/json", "{"), { kind: "JSONDecodeError" });
});

Deno.test("nobody there, or no answer in time, is a failure; a wrong URL or header breaks", async () => {
  const world = new ExperimentWorld();
  world.answer = () => Promise.reject(new NetopsError("UNREACHABLE", "Cannot reach a.test"));
  await assert.rejects(run(world, '{"type": "http", "url": "http://a.test/"}'), {
    name: "ActivityFailed",
  });
  world.answer = ({ signal }) =>
    new Promise((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));
  const slow = run(world, '{"type": "http", "url": "http://a.test/", "timeout": [1, 2]}');
  const rejected = assert.rejects(slow, { name: "ActivityFailed", message: /too long/ });
  await world.timer.advance(2_000);
  await rejected;
  const broken = [
    ['{"type": "http", "url": "a.test"}', "MissingSchema"],
    ['{"type": "http", "url": "ftp://a.test"}', "InvalidSchema"],
    ['{"type": "http", "url": "http://a.test/", "headers": {"X": 5}}', "InvalidHeader"],
    ['{"type": "http", "url": "http://a.test/", "timeout": 0}', "ValueError"],
  ] as const;
  for (const [provider, kind] of broken) await assert.rejects(run(world, provider), { kind });
});

Deno.test("max_retries asks again", async () => {
  const world = new ExperimentWorld();
  world.answer = () =>
    world.requests.length < 3 ? Promise.reject(new Error("gone")) : new Response("ok");
  const result = await run(world, '{"type": "http", "url": "http://a.test/", "max_retries": 2}');
  assert.deepEqual([(result as ValueMap)["status"], world.requests.length], [200, 3]);
});

Deno.test("formText() encodes as requests does", () => {
  assert.equal(
    formText(readJson('{"a b": [1.0, null, "ü&~*"], "n": null, "t": true, "o": {"k": 1}}').value),
    "a+b=1.0&a+b=%C3%BC%26~%2A&t=True&o=k",
  );
  assert.throws(() => formText(["abc"]), { kind: "ValueError" });
});

Deno.test("a Python function that is not built in is refused by name", async () => {
  const provider = '{"type": "python", "module": "os", "func": "fork"}';
  await assert.rejects(run(new ExperimentWorld(), provider), /os\.fork is not built in/);
});

Deno.test("output that is no UTF-8 is still text", () => {
  assert.equal(decodeOutput(new Uint8Array([0x63, 0xe9])), "cé");
  assert.equal(decodeOutput(new Uint8Array([0xef, 0xbb, 0xbf, 0x61])), "a");
});
