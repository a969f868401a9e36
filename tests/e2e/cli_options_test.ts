import assert from "node:assert/strict";
import { HELLO_FILES } from "../harness/hello_files.ts";
import { TestPlatform, until } from "../harness/platform.ts";
import { openPty } from "./cli_pty.ts";

Deno.test("up -f reads that file; config show, validate and schema do without a platform", async () => {
  await using platform = await TestPlatform.create({
    "deep/other.yaml": HELLO_FILES["netops.yaml"]!,
    "deep/hello/server.mjs": "",
    "broken.yaml": "services:\n  hello:\n    comand: x\n",
  });
  const file = "deep/other.yaml";
  const plan = JSON.parse((await platform.run(["up", "--dry-run", "--json", "-f", file])).stdout);
  assert.equal(plan.projectDir, `${platform.dir}/deep`);
  assert.equal(plan.services[0].app, "hello");

  const shown = await platform.run(["config", "show", "-f", file]);
  assert.match(shown.stdout, /^services\.hello\.replicas: 2$/m);
  assert.doesNotMatch(shown.stdout, /other\.yaml:/);
  const origin = await platform.run(["config", "show", "--origin", "-f", file]);
  assert.match(origin.stdout, /services\.hello\.replicas +2 +deep\/other\.yaml:6:15/);
  const document = JSON.parse(
    (await platform.run(["config", "show", "--origin", "--json", "-f", file])).stdout,
  );
  assert.deepEqual([document.schema, document.origins.length > 5], ["netops.config/v1", true]);

  assert.equal((await platform.run(["config", "validate", file])).code, 0);
  assert.equal((await platform.run(["config", "validate", "-f", file])).code, 0);
  const broken = await platform.run(["config", "validate", "broken.yaml"]);
  assert.equal(broken.code, 2);
  assert.match(broken.stderr, /broken\.yaml:3:5/);
  const schema = JSON.parse((await platform.run(["config", "schema"])).stdout);
  assert.ok(schema.properties.services);
});

Deno.test("init writes a file once, replaces it with --force only, and nothing with --dry-run", async () => {
  await using platform = await TestPlatform.create({
    "api/package.json": '{"name":"api","scripts":{"start":"node server.js"}}',
    "api/server.js": 'require("http").createServer().listen(process.env.PORT);',
  });
  const dry = await platform.run(["init", "--dry-run"]);
  assert.equal(dry.code, 0);
  assert.match(dry.stdout, /services:/);
  await assert.rejects(Deno.stat(`${platform.dir}/netops.yaml`));
  assert.equal((await platform.run(["init"])).code, 0);
  assert.equal((await platform.run(["config", "validate"])).code, 0);
  const again = await platform.run(["init"]);
  assert.equal(again.code, 1);
  assert.match(again.stderr, /fix: netops init --force/);
  assert.equal((await platform.run(["init", "--force"])).code, 0);
});

Deno.test("ps --wide shows more, --jsonl streams a document per change", async () => {
  await using platform = await TestPlatform.create(HELLO_FILES);
  await platform.up();
  assert.doesNotMatch((await platform.run(["ps"])).stdout, /MEMORY/);
  assert.match((await platform.run(["ps", "--wide"])).stdout, /MEMORY[^]*hello-v000 +eu +\d+ MB/);
  const watch = platform.spawn(["ps", "--jsonl"]);
  const reader = watch.stdout.getReader();
  const first = new TextDecoder().decode((await reader.read()).value);
  assert.equal(JSON.parse(first.split("\n")[0]!).schema, "netops.ps/v1");
  watch.kill("SIGINT");
  assert.equal((await watch.status).code, 130);
  await reader.cancel();
  await watch.stderr.cancel();
});

Deno.test("logs --since leaves out what is older, -n all shows everything", async () => {
  await using platform = await TestPlatform.create({});
  const line = (ageMs: number, text: string) =>
    JSON.stringify({
      ...{ tsMs: Date.now() - ageMs, instance: "a-1", app: "a", stream: "stdout", level: "info" },
      text,
    });
  const old = Array.from({ length: 600 }, (_, number) => line(3_600_000 - number, `old ${number}`));
  const all = [...old, line(1_000, "young")].join("\n");
  await platform.write(".netops/logs/a-1.jsonl", `${all}\n`);
  const since = await platform.run(["logs", "--since", "5m"]);
  assert.match(since.stdout, /^\S+ a-1 +info {2}young\n$/);
  const some = await platform.run(["logs"]);
  assert.equal(some.stdout.trimEnd().split("\n").length, 500);
  assert.match(some.stderr, /101 earlier lines not shown/);
  const every = await platform.run(["logs", "-n", "all"]);
  assert.equal(every.stdout.trimEnd().split("\n").length, 601);
  assert.equal((await platform.run(["logs", "-n", "few"])).code, 2);
  assert.equal((await platform.run(["logs", "b"])).code, 1);
  const oca = { tsMs: Date.now(), instance: "c001.fra001.ix", app: "oca", stream: "stdout" };
  await platform.write(
    ".netops/logs/c001.fra001.ix.jsonl",
    `${JSON.stringify({ ...oca, level: "info", text: "filled" })}\n`,
  );
  for (const name of ["oca", "c001.fra001.ix"]) {
    assert.match(
      (await platform.run(["logs", name])).stdout,
      /^\S+ c001\.fra001\.ix +info {2}filled\n$/,
    );
  }
});

Deno.test("--quiet says nothing besides results, --verbose says more", async () => {
  await using platform = await TestPlatform.create(HELLO_FILES);
  const quiet = await platform.run(["up", "-d", "--isolated", "-q"]);
  assert.deepEqual([quiet.code, quiet.stderr], [0, ""]);
  assert.match(quiet.stdout, /processes healthy/);
  assert.equal((await platform.run(["status", "-q"])).stdout, "");
  assert.equal((await platform.run(["down", "-q"])).stderr, "");
  const verbose = await platform.run(["up", "-d", "--isolated", "-v"]);
  assert.match(verbose.stderr, /fleet is pid \d+/);
});

Deno.test("down --purge asks on a terminal and keeps on no; --no-input does not ask", async () => {
  await using platform = await TestPlatform.create({});
  await platform.write(".netops/.netops-home", '{"schema":"netops.home/v1","foreign":[]}');
  await platform.write(".netops/data/x", "precious");
  const asked = openPty(["down", "--purge"], platform);
  await until("it asks", 10_000, () => asked.output().includes("data"));
  await asked.type("n\n");
  assert.equal(await asked.code, 0);
  assert.equal(await Deno.readTextFile(`${platform.home}/data/x`), "precious");
  assert.equal(await openPty(["down", "--purge", "--no-input"], platform).code, 0);
  await assert.rejects(Deno.stat(`${platform.home}/data/x`));
});

Deno.test("open and up --open start the browser on a terminal with the address that is printed", async () => {
  await using platform = await TestPlatform.create({
    ...HELLO_FILES,
    "browser": '#!/bin/sh\necho "$1" >> "$(dirname "$0")/opened"\n',
  });
  await Deno.chmod(`${platform.dir}/browser`, 0o755);
  const env = { BROWSER: `${platform.dir}/browser` };
  assert.equal(await openPty(["up", "-d", "--isolated", "--open"], platform, env).code, 0);
  assert.equal(await openPty(["open", "hello"], platform, env).code, 0);
  const piped = await platform.run(["open"], env);
  assert.match(piped.stdout, /^http:\/\/127\.0\.0\.1:\d+\/ops\/enter\?t=\S+\n$/);
  const opened = (await Deno.readTextFile(`${platform.dir}/opened`)).trimEnd().split("\n");
  assert.match(opened[0]!, /\/ops\/enter\?t=/);
  assert.match(opened[1]!, /\/hello\/$/);
  assert.equal(opened.length, 2);
});
