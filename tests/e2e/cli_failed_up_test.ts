import assert from "node:assert/strict";
import { HELLO_FILES } from "../harness/hello_files.ts";
import { TestPlatform } from "../harness/platform.ts";

function service(name: string, lines: string): string {
  return `platform: none\nservices:\n  ${name}:\n    dir: ./app\n    health: /health\n    ${lines}\n`;
}

interface FailedUp {
  readonly config: string;
  readonly files?: Record<string, string>;
  readonly code: number;
  readonly error: string;
  readonly says: readonly RegExp[];
}

const CASES: Readonly<Record<string, FailedUp>> = {
  "a service that dies": {
    config: service("dies", "command: [node, x.mjs]"),
    files: { "app/x.mjs": 'console.error("cannot find the moon"); process.exit(3);\n' },
    code: 1,
    error: "CRASH_LOOP",
    says: [/cannot find the moon/, /exited with code 3/],
  },
  "a service that never gets healthy": {
    config: service("slow", "command: [node, x.mjs]\n    startTimeout: 1s"),
    files: { "app/x.mjs": 'console.log("still loading"); setInterval(() => {}, 1000);\n' },
    code: 4,
    error: "UNHEALTHY",
    says: [/did not become healthy within 1s/, /still loading/],
  },
  "a program that is not there": {
    config: service("nope", "command: [no-such-program]"),
    files: { "app/x": "" },
    code: 1,
    error: "SPAWN_FAILED",
    says: [/"no-such-program"/],
  },
};

for (const [title, failed] of Object.entries(CASES)) {
  Deno.test(`${title} fails up with cause, last lines and the fix last; nothing stays`, async () => {
    await using platform = await TestPlatform.create({
      "netops.yaml": failed.config,
      ...failed.files,
    });
    const words = await platform.run(["up", "-d", "--isolated"]);
    assert.deepEqual([words.code, words.stdout], [failed.code, ""], words.stderr);
    for (const pattern of [...failed.says, /nothing is left running/]) {
      assert.match(words.stderr, pattern);
    }
    assert.match(words.stderr.trimEnd().split("\n").at(-1) ?? "", /^fix: /);
    assert.deepEqual(platform.processes(), []);

    const machine = await platform.run(["up", "-d", "--isolated", "--json"]);
    assert.deepEqual([machine.code, machine.stdout], [failed.code, ""]);
    assert.equal(JSON.parse(machine.stderr).error.code, failed.error);
    assert.equal((await platform.run(["status"])).code, 3);
  });
}

Deno.test("a taken port is named with its owner, and up --isolated is the fix", async () => {
  await using platform = await TestPlatform.create(HELLO_FILES);
  const stranger = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  try {
    const ports = `ports:\n  gateway: ${stranger.addr.port}\n  ops: 0\n  registry: 0\n`;
    await platform.write("netops.yaml", HELLO_FILES["netops.yaml"] + ports);
    const { code, stderr } = await platform.run(["up", "-d"]);
    assert.equal(code, 1);
    assert.match(stderr, new RegExp(`${stranger.addr.port}.*pid ${Deno.pid}`, "i"));
    assert.match(stderr.trimEnd().split("\n").at(-1) ?? "", /^fix: .*--isolated/);
    assert.deepEqual(platform.processes(), []);
  } finally {
    stranger.close();
  }
});

Deno.test("a home that cannot be written is said before anything starts", async () => {
  await using platform = await TestPlatform.create({ ...HELLO_FILES, "a-file": "" });
  const env = { NETOPS_HOME: `${platform.dir}/a-file/home` };
  const { code, stderr } = await platform.run(["up", "-d", "--isolated"], env);
  assert.equal(code, 1);
  assert.match(stderr, /HOME_NOT_WRITABLE/);
  assert.match(stderr, /fix: netops up --home/);
});

Deno.test("a second up in one home exits 1 and names the first", async () => {
  await using platform = await TestPlatform.create(HELLO_FILES);
  await platform.up();
  const { pid } = (await platform.ps()).find((row) => row.app === "fleet")!;
  const { code, stderr } = await platform.run(["up", "-d", "--isolated"]);
  assert.equal(code, 1);
  assert.match(stderr, new RegExp(`pid ${pid}`));
  assert.match(stderr, /fix: netops down/);
  assert.equal((await platform.run(["status"])).code, 0);
});

Deno.test("up after a crash says that it cleans, and starts", async () => {
  await using platform = await TestPlatform.create(HELLO_FILES);
  await platform.up();
  Deno.kill((await platform.ps()).find((row) => row.app === "fleet")!.pid, "SIGKILL");
  await platform.run(["wait", "--for", "down"]);
  const { code, stderr } = await platform.run(["up", "-d", "--isolated"]);
  assert.equal(code, 0, stderr);
  assert.equal((await platform.run(["status"])).code, 0);
});

Deno.test("--seed, --profile, --home and --timeout reach the run", async () => {
  await using platform = await TestPlatform.create(HELLO_FILES);
  const home = `${platform.dir}/other-home`;
  const args = ["--seed", "42", "--profile", "none", "--timeout", "7s", "--isolated"];
  const dry = await platform.run(["up", "--dry-run", "--json", "--home", home, ...args]);
  const plan = JSON.parse(dry.stdout);
  assert.deepEqual([plan.seed, plan.profile, plan.home, plan.bootTimeoutMs, plan.detached], [
    "42",
    "none",
    home,
    7_000,
    false,
  ]);
});
