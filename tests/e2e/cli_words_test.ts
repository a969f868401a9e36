import assert from "node:assert/strict";
import { GLOBAL_OPTIONS, TREE } from "@netops/cli";
import { TestPlatform } from "../harness/platform.ts";

const GOLDEN = new URL("../data/cli_help.txt", import.meta.url);

const NOTHING = { "netops.yaml": "platform: none\nservices: {}\n" };

function leaves(spec: typeof TREE, path: string[] = []): string[][] {
  const below = (spec.children ?? []).filter((child) => !child.hidden);
  return [path, ...below.flatMap((child) => leaves(child, [...path, child.name]))];
}

Deno.test("help of every command is as promised", async () => {
  await using platform = await TestPlatform.create({});
  const paths = leaves(TREE);
  const texts: string[] = [];
  const tellAll = async () => {
    for (let at = texts.length; at < paths.length; at = texts.length) {
      const path = paths[at]!;
      texts.length++;
      const { code, stdout, stderr } = await platform.run([...path, "--help"]);
      assert.deepEqual([code, stderr], [0, ""], path.join(" "));
      texts[at] = `$ netops ${[...path, "--help"].join(" ")}\n${stdout}`;
    }
  };
  await Promise.all([tellAll(), tellAll(), tellAll()]);
  const text = texts.join("\n");
  if (Deno.env.get("UPDATE_GOLDEN") === "1") await Deno.writeTextFile(GOLDEN, text);
  assert.equal(text, await Deno.readTextFile(GOLDEN), "UPDATE_GOLDEN=1 writes it anew");
  assert.ok(Object.keys(GLOBAL_OPTIONS).length > 0);
});

Deno.test("help fits 100 columns, and a topic, a command and an error code are explained", async () => {
  await using platform = await TestPlatform.create({});
  const long = (await Deno.readTextFile(GOLDEN)).split("\n").filter((line) => line.length > 100);
  assert.deepEqual(long, []);
  for (
    const topic of [
      "exit-codes",
      "environment",
      "json",
      "accessibility",
      "topics",
      "PORT_TAKEN",
      "up",
    ]
  ) {
    const { code, stdout } = await platform.run(["help", topic]);
    assert.equal(code, 0, topic);
    assert.ok(stdout.length > 50, topic);
  }
  assert.match((await platform.run(["help", "port-taken"])).stdout, /exit code {4}1/);
});

Deno.test("misuse exits 2, says what was meant on stderr, and keeps stdout empty", async () => {
  await using platform = await TestPlatform.create(NOTHING);
  const cases: [string[], RegExp][] = [
    [["stauts"], /status/],
    [["registry", "lst"], /list/],
    [["ps", "--wtch"], /--watch/],
    [["up", "--profile", "lit"], /lite/],
    [["logs", "--level", "wran"], /warn/],
    [["help", "exit-code"], /exit-codes/],
    [["completion", "bsh"], /bash/],
    [["completion"], /completion bash\|zsh\|fish/],
    [["--frobnicate"], /Unknown option "--frobnicate"/],
    [["--jsn"], /did you mean --json/],
    [["--json"], /^\{"error":\{"code":"USAGE"[^\n]*\n$/],
    [["stop"], /netops help stop/],
    [["scale", "hello", "many"], /whole number/],
    [["wait", "--timeout", "soon"], /500ms/],
    [["status", "--jsonl"], /netops status --json/],
    [["up", "-d", "--watch"], /without --detach/],
    [["ps", "--cwd", "/no/such/folder"], /not a folder[^]*fix: --cwd/],
    [["registry"], /netops registry list/],
  ];
  for (const [args, hint] of cases) {
    const { code, stdout, stderr } = await platform.run(args);
    assert.deepEqual([code, stdout], [2, ""], args.join(" "));
    assert.match(stderr, hint);
  }
});

Deno.test("a failure with --json is one line with code, title, detail and fix", async () => {
  await using platform = await TestPlatform.create({});
  for (const args of [["status"], ["ps"], ["logs"], ["events"], ["registry", "list"], ["stauts"]]) {
    const { stdout, stderr, code } = await platform.run([...args, "--json"]);
    assert.equal(code, args[0] === "stauts" ? 2 : 3, args.join(" "));
    assert.equal(stdout, "");
    assert.equal(stderr.trimEnd().split("\n").length, 1);
    const { error } = JSON.parse(stderr);
    assert.deepEqual([typeof error.title, typeof error.detail, typeof error.fix], [
      "string",
      "string",
      "string",
    ]);
    assert.equal(error.code, args[0] === "stauts" ? "USAGE" : "NOT_RUNNING");
  }
});

Deno.test("down --purge refuses a folder where netops never ran, and an empty --home", async () => {
  await using platform = await TestPlatform.create({ "data/mine": "precious", "logs/mine": "" });
  for (const more of [[], ["--dry-run"], ["--force"]]) {
    const args = ["down", "--purge", "--home", ".", ...more];
    const { code, stderr } = await platform.run(args);
    assert.deepEqual([code, stderr.includes("data, logs")], [6, true], stderr);
  }
  assert.equal((await platform.run(["down", "--purge", "--home", ""])).code, 2);
  assert.equal(await Deno.readTextFile(`${platform.dir}/data/mine`), "precious");
});

Deno.test("where nothing runs, down is done and status is not", async () => {
  await using platform = await TestPlatform.create({});
  assert.equal((await platform.run(["down"])).code, 0);
  assert.equal((await platform.run(["down", "--force", "--purge"])).code, 0);
  const down = await platform.run(["down", "--json"]);
  assert.deepEqual(JSON.parse(down.stdout), {
    schema: "netops.down/v1",
    stopped: false,
    processes: 0,
    purged: [],
  });
  assert.equal((await platform.run(["status"])).code, 3);
  assert.equal((await platform.run(["wait", "--for", "down"])).code, 0);
  assert.equal((await platform.run(["wait"])).code, 3);
});

Deno.test("config validate counts services in words", async () => {
  await using platform = await TestPlatform.create(NOTHING);
  const ask = async () => (await platform.run(["config", "validate"])).stdout;
  assert.match(await ask(), /is valid: no services$/m);
  await platform.write("netops.yaml", "services:\n  a: {command: x}\n");
  assert.match(await ask(), /is valid: 1 service \(a\)$/m);
});

Deno.test("--dry-run says what would start, and starts nothing", async () => {
  await using platform = await TestPlatform.create({
    "netops.yaml": "platform: none\nservices:\n  a:\n    command: [true]\n    dir: ./a\n",
    "a/x": "",
  });
  const { code, stdout } = await platform.run(["up", "--dry-run", "--json", "--isolated"]);
  assert.equal(code, 0);
  const plan = JSON.parse(stdout);
  assert.deepEqual([plan.schema, plan.ports.gateway, plan.services[0].app], [
    "netops.plan/v1",
    0,
    "a",
  ]);
  assert.ok(!("token" in plan) && !("baseEnv" in plan));
  assert.deepEqual(platform.processes(), []);
  await assert.rejects(Deno.stat(platform.home));
});

Deno.test("doctor answers without a platform, in words and as JSON", async () => {
  await using platform = await TestPlatform.create({});
  const { code, stdout } = await platform.run(["doctor", "--json"]);
  const document = JSON.parse(stdout);
  assert.deepEqual([document.schema, document.ok], ["netops.machine/v1", code === 0]);
  const names = document.checks.map((check: { name: string }) => check.name);
  for (const name of ["deno", "memory", "node", "port 7070", "home"]) {
    assert.ok(names.includes(name));
  }
  assert.match((await platform.run(["doctor"])).stdout, /^ok {4}deno/m);
});

Deno.test("colours are off in a pipe, and on when asked for", async () => {
  await using platform = await TestPlatform.create({});
  const esc = "\x1b[";
  const looks = async (args: string[], env: Record<string, string>) =>
    (await platform.run(args, { NO_COLOR: "", ...env })).stderr.includes(esc);
  assert.equal(await looks(["status"], {}), false);
  assert.equal(await looks(["status", "--color", "always"], {}), true);
  assert.equal(await looks(["status"], { FORCE_COLOR: "1" }), true);
  assert.equal(await looks(["status", "--no-color"], { FORCE_COLOR: "1" }), false);
  assert.equal(await looks(["status", "--plain"], { FORCE_COLOR: "1" }), false);
});
