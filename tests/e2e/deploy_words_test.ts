import assert from "node:assert/strict";
import { TestPlatform } from "../harness/platform.ts";
import { openPty, type PtySession } from "./cli_pty.ts";
import { DeployRig } from "./deploy_rig.ts";

/** What stands on the screen, without what draws it: every line that was written. */
function linesOf(session: PtySession): string[] {
  // deno-lint-ignore no-control-regex
  return session.output().replaceAll(/\x1b\[[\d;?]*[A-Za-z]|\r/g, "").split("\n")
    .map((line) => line.trimEnd());
}

async function shows(session: PtySession, what: RegExp, limitMs = 30_000): Promise<void> {
  const startedMs = performance.now();
  while (!linesOf(session).some((line) => what.test(line))) {
    if (performance.now() - startedMs > limitMs) {
      assert.fail(`${what} is not shown\n${linesOf(session).slice(-40).join("\n")}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

Deno.test("without a platform every deploy command says so, and words are checked before", async () => {
  await using platform = await TestPlatform.create({});
  const cases: readonly (readonly [code: number, words: readonly string[], why: RegExp])[] = [
    [3, ["run", "hello", "--yes"], /No platform runs/],
    [3, ["status"], /No platform runs/],
    [3, ["history", "hello"], /No platform runs/],
    [3, ["promote", "hello"], /No platform runs/],
    [3, ["pause", "hello"], /No platform runs/],
    [3, ["resume", "hello"], /No platform runs/],
    [3, ["abort", "hello"], /No platform runs/],
    [3, ["abort", "hello", "-y"], /No platform runs/],
    [3, ["abort", "hello", "--yes"], /No platform runs/],
    [3, ["rollback", "hello", "--yes"], /No platform runs/],
    [3, ["approve", "hello"], /No platform runs/],
    [3, ["pipelines"], /No platform runs/],
    [3, ["forget", "nightly"], /No platform runs/],
    [2, ["run"], /Missing WHAT/],
    [2, ["rollback"], /Missing APP/],
    [2, ["run", "hello", "--strategy", "bluegreen"], /use one of none, redblack/],
    [2, ["run", "hello", "--queue", "--replace"], /--queue or --replace/],
    [2, ["run", "hello", "--param", "a=1"], /for a pipeline file/],
    [2, ["run", "x.yaml", "--steps", "5"], /x\.yaml says it itself/],
    [2, ["history", "--limit", "0"], /whole number from 1 to 1000/],
    [2, ["status", "--watch", "--json"], /--watch --jsonl/],
    [2, ["rum", "hello"], /run/],
  ];
  for (const [code, words, why] of cases) {
    const result = await platform.run(["deploy", ...words]);
    assert.equal(result.code, code, `${words.join(" ")}: ${result.stderr}`);
    assert.equal(result.stdout, "", words.join(" "));
    assert.match(result.stderr, why, words.join(" "));
  }
});

Deno.test("what cannot be shipped is refused with the fix, and a dry run changes nothing", async () => {
  await using rig = await DeployRig.up({
    "release.yaml": `app: hello
parameters:
  - name: seconds
    type: number
    default: 1
stages:
  - {name: ask, type: approve, message: "Ship it?", roles: [ops]}
`,
    "canary.json": '{"metrics": "none"}',
  });
  const cases: readonly (readonly [code: number, words: readonly string[], why: RegExp])[] = [
    [2, ["run", "hello"], /nobody is at a terminal[^]*fix: netops deploy run hello --yes/],
    [
      ...[2, ["rollback", "hello", "--to", "nope", "--yes"]] as const,
      /No group of hello is called "nope": there is none/,
    ],
    [2, ["run", "hello", "--from", "../v 2"], /v 2 as it is no folder/],
    [
      ...[2, ["run", "hello", "--from", "v2", "--steps", "10,50"]] as const,
      /fix: netops deploy run hello --from v2 --steps 10,50 --yes/,
    ],
    [2, ["rollback", "hello"], /fix: netops deploy rollback hello --yes/],
    [1, ["run", "helo", "--from", "v2", "--yes"], /did you mean hello/],
    [6, ["run", "web", "--yes"], /part of netops itself/],
    [2, ["run", "hello", "--from", "v9", "--yes"], /v9 as it is no folder/],
    [2, ["run", "hello", "--from", "git:", "--yes"], /--from git:main/],
    [2, ["run", "hello", "--canary-config", "canary.json", "--yes"], /canary\.json:1:\d+/],
    [2, ["run", "release.yaml", "--param", "minutes=1", "--yes"], /no such parameter/],
    [2, ["run", "release.yaml", "--param", "seconds", "--yes"], /NAME=VALUE/],
    [1, ["status", "hello"], /No deploy is called "hello"|no deploy of such an app/],
    [1, ["forget", "nightly"], /netops deploy pipelines/],
  ];
  for (const [code, words, why] of cases) {
    assert.match((await rig.say(code, ...words)).stderr, why, words.join(" "));
  }
  assert.equal((await rig.ask(6, "run", "web", "--yes")).verdict, "refused");
  const { stdout, stderr } = await rig.say(
    0,
    ...["run", "hello", "--from", "v2", "--strategy", "redblack", "--bake", "1s", "--dry-run"],
  );
  assert.match(stderr, /note: --bake means nothing to redblack/);
  assert.match(stdout, /hello/);
  const plan = JSON.parse((await rig.say(0, "run", "release.yaml", "--dry-run", "--json")).stdout);
  assert.deepEqual([plan.schema, plan.app], ["netops.deploy.plan/v1", "hello"]);
  await rig.say(0, "rollback", "hello", "--dry-run");
  assert.match(
    (await rig.say(0, "save", "release.yaml", "--dry-run")).stdout,
    /^would keep release/,
  );
  assert.match((await rig.say(0, "pipelines")).stdout, /no pipeline is kept/);
  assert.deepEqual(JSON.parse((await rig.say(0, "history", "--json")).stdout).deploys, []);

  assert.match((await rig.say(0, "save", "release.yaml")).stdout, /^kept release of hello/);
  assert.match((await rig.say(0, "save", "release.yaml")).stdout, /^replaced release of hello/);
  const kept = JSON.parse((await rig.say(0, "pipelines", "--json")).stdout);
  assert.deepEqual(kept.pipelines.map(({ name }: { name: string }) => name), ["release"]);
  assert.match((await rig.say(1, "forget", "relese")).stderr, /did you mean release/);
  assert.match((await rig.say(0, "forget", "release")).stdout, /^forgot release/);

  const id = (await rig.say(0, "run", "release.yaml", "--yes", "--detach")).stdout.trim();
  await new Promise((resolve) => setTimeout(resolve, 500));
  assert.match((await rig.say(1, "approve", id, "--stage", "other")).stderr, /fix: --stage ask/);
  assert.match((await rig.say(6, "approve", id)).stderr, /does not count/);
  assert.match(
    (await rig.say(0, "approve", id, "--role", "ops", "--dry-run")).stdout,
    /^would approve/,
  );
  await rig.say(0, "approve", id, "--role", "ops", "--note", "fine");
  const { stages } = await rig.ask(0, "status", id);
  assert.match(stages[0]?.reason ?? "", /approved by .*: fine/);
  const second = (await rig.say(0, "run", "release.yaml", "--yes", "--detach")).stdout.trim();
  await new Promise((resolve) => setTimeout(resolve, 500));
  await rig.say(0, "approve", "hello", "--role", "ops", "--reject");
  assert.equal((await rig.ask(0, "status", second)).verdict, "refused");
});

Deno.test("on a terminal it asks first, shows a deploy live within 80 columns, and hears keys", async () => {
  await using rig = await DeployRig.up();
  const { platform } = rig;
  const env = { COLUMNS: "80", LINES: "30" };
  const words = ["deploy", "run", "hello", "--from", "v2", "--strategy", "canary", "--bake", "30m"];
  const no = openPty(words, platform, env);
  await shows(no, /Go on\? \[y\/N\]|how {3}canary/);
  await no.type("n\n");
  assert.equal(await no.code, 7);
  assert.deepEqual(JSON.parse((await rig.say(0, "history", "--json")).stdout).deploys, []);

  const live = openPty(words, platform, env);
  await shows(live, /how {3}canary: 5 %, 25 %, 50 % of the requests/);
  await live.type("y\n");
  await shows(live, /^hello {2}v000 → v001 {2}canary {2}◐ RUNNING {2}step \d+\/\d+/);
  await shows(live, /^keys {2}p promote {2}a abort {2}h hold {2}q leave it to itself$/);
  await shows(live, /^ +[├└]─ hello-v001 +group +● 2\/2 up/);
  await shows(live, /^ +│? +[├└]─ :\d+ pid \d+ +process +● UP/);
  await shows(live, /hello-v001 .*want 5 %|hello-v001 5 %/);
  await live.type("h");
  await shows(live, /‖ PAUSED/);
  await live.type("h");
  await live.type("p");
  await shows(live, /^p once more: go on with the next share now/);
  await live.type("p");
  await shows(live, /hello-v001 .*want 25 %|hello-v001 25 %/);
  await live.type("q");
  assert.equal(await live.code, 0);

  const again = openPty(["deploy", "status", "hello", "--watch"], platform, env);
  await shows(again, /^keys/);
  await again.type("aa");
  assert.equal(await again.code, 7);
  const text = linesOf(again).join("\n");
  assert.match(text, /^ABORTED {2}/m);
  assert.match(text, /serves: hello-v000 100 %/);
  for (const line of [...linesOf(no), ...linesOf(live), ...linesOf(again)]) {
    assert.ok(line.length <= 80, line);
  }
  assert.deepEqual(await rig.versions(), ["v1"]);
});
