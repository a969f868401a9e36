import assert from "node:assert/strict";
import type { DeploysDocument } from "@netops/core/contracts";
import { kill, until } from "../harness/platform.ts";
import { helloRelease } from "../harness/release_files.ts";
import { DeployRig, Traffic } from "./deploy_rig.ts";

Deno.test("a release is promoted and taken back, and every form of output says the same", async () => {
  await using rig = await DeployRig.up();
  const first = await rig.say(0, ...["run", "hello", "--from", "v2", "--watch", "500ms", "--yes"]);
  assert.match(first.stdout, /^\[ *\d.*\] bake: started$/m);
  assert.match(first.stdout, /deploy: requests go to hello-v001 100 %$/m);
  assert.match(first.stdout, /^PROMOTED {2}.*hello-v001/m);
  assert.match(first.stdout, /^go back: netops deploy rollback hello$/m);
  assert.match(first.stderr, /^note: hello runs .*v2 until netops down: the next up starts /m);
  assert.deepEqual(await rig.versions(), ["v2"]);

  const back = await rig.ask(0, "rollback", "hello", "--yes");
  assert.deepEqual([back.verdict, back.schema, back.dropped], [
    "rolled-back",
    "netops.deploy/v1",
    0,
  ]);
  assert.deepEqual(await rig.versions(), ["v1"]);

  const { stdout } = await rig.say(
    0,
    ...["run", "hello", "--from", "v2", "--watch", "0s", "--yes", "--jsonl"],
  );
  const lines = stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
  assert.equal(lines.at(-1).schema, "netops.deploy/v1");
  assert.equal(lines.at(-1).verdict, "promoted");
  assert.ok(lines.length > 5);
  for (const line of lines.slice(0, -1)) assert.equal(line.schema, "netops.deploy.progress/v1");
  assert.ok(
    lines.some(({ shares }) =>
      shares?.some((one: { wantPercent: number }) => one.wantPercent === 100)
    ),
  );

  const history = JSON.parse((await rig.say(0, "history", "--json")).stdout) as DeploysDocument;
  assert.deepEqual(history.deploys.map(({ verdict }) => verdict), [
    ...["promoted", "rolled-back", "promoted"],
  ]);
  const { stdout: one } = await rig.say(0, "history", "hello", "--limit", "1", "--json");
  assert.deepEqual(JSON.parse(one).deploys.map(({ id }: { id: string }) => id), [lines.at(-1).id]);
  assert.match((await rig.say(0, "history")).stdout, /^ID +APP +VERDICT/);
  assert.deepEqual(JSON.parse((await rig.say(0, "history", "other", "--json")).stdout).deploys, []);

  const status = await rig.ask(0, "status", "hello");
  assert.deepEqual([status.id, status.verdict], [lines.at(-1).id, "promoted"]);
  assert.equal((await rig.ask(0, "status", back.id)).verdict, "rolled-back");
  assert.match(
    (await rig.say(0, "status")).stdout,
    /PROMOTED[^]*go back: netops deploy rollback hello/,
  );
  await rig.ask(0, "rollback", "hello", "--to", "hello-v000", "--yes");
  assert.deepEqual(await rig.versions(), ["v1"]);
});

Deno.test("what was committed is shipped by its ref, and what is in the folder without any", async () => {
  await using rig = await DeployRig.up();
  const { platform } = rig;
  const git = async (...args: readonly string[]) => {
    const own = ["-c", "user.name=ada", "-c", "user.email=ada@example.test"];
    const { success } = await new Deno.Command("git", {
      ...{ args: [...own, ...args], cwd: platform.dir, stdout: "null", stderr: "null" },
    }).output();
    assert.ok(success, args.join(" "));
  };
  await git("init", "--quiet");
  await platform.write("v1/server.mjs", helloRelease("committed"));
  await git("add", "v1");
  await git("commit", "--quiet", "--message", "x");
  await git("tag", "release-1");
  await platform.write("v1/server.mjs", helloRelease("edited"));
  await rig.ship("git:release-1");
  assert.deepEqual(await rig.versions(), ["committed"]);
  const own = ["run", "hello", "--watch", "0s", "--yes"];
  assert.equal((await rig.ask(0, ...own)).verdict, "promoted");
  assert.deepEqual(await rig.versions(), ["edited"]);
});

Deno.test("a release that fails requests, and one that never comes up, go back by themselves", async () => {
  await using rig = await DeployRig.up();
  {
    await using _traffic = new Traffic(`${rig.gateway}/hello/`);
    const { stdout } = await rig.say(
      5,
      ...["run", "hello", "--from", "bad", "--steps", "50", "--bake", "13s", "--yes"],
    );
    assert.match(stdout, /look \d+ fail, score 0, errors High critical/);
    assert.match(stdout, /rolling back: /);
    assert.match(stdout, /^ROLLED BACK {2}.*errors/m);
    assert.match(stdout, /^why: netops deploy judge replay d-/m);
  }
  assert.deepEqual(await rig.versions(), ["v1"]);
  const stuck = await rig.ask(
    5,
    ...["run", "hello", "--from", "stuck", "--ready", "8s", "--yes"],
  );
  assert.equal(stuck.verdict, "rolled-back");
  assert.match(
    stuck.reason,
    /never became healthy: 0 of 2 instances are healthy after 8 s \(health answered 503\)/,
  );
  assert.deepEqual(
    stuck.stages[1]?.deploy?.groups.map(({ role, wantPercent }) => [role, wantPercent]),
    [["old", 100], ["fresh", 0]],
  );
  assert.deepEqual(await rig.versions(), ["v1"]);
  assert.equal((await rig.platform.ps()).filter(({ app }) => app === "hello").length, 2);
});

Deno.test("one deploy of an app at a time: refused, queued or in place of the other", async () => {
  await using rig = await DeployRig.up();
  const both = await Promise.all(
    [1, 2].map(() =>
      rig.platform.run([
        ...["deploy", "run", "hello", "--from", "v2", "--watch", "3s", "--yes", "--json"],
      ])
    ),
  );
  assert.deepEqual(both.map(({ code }) => code).sort(), [0, 6]);
  const refused = both.find(({ code }) => code === 6)!;
  const document = JSON.parse(refused.stdout);
  assert.deepEqual([document.verdict, document.status], ["refused", "CANCELED"]);
  assert.match(document.reason, /--queue/);
  assert.equal(JSON.parse(refused.stderr).error.code, "REFUSED");

  const first = await rig.shipSlowly("v1");
  const queued = rig.platform.run([
    ...["deploy", "run", "hello", "--from", "v2", "--watch", "0s", "--yes", "--queue", "--json"],
  ]);
  await until("the second one waits", 10_000, async () => {
    const { deploys } = JSON.parse((await rig.say(0, "history", "--json")).stdout);
    return deploys[0].status === "NOT_STARTED";
  });
  assert.equal(
    (await rig.ask(0, "status", "hello")).id,
    first,
    "what runs comes before what waits",
  );
  const replacing = await rig.ship("v1", "--replace");
  assert.equal(replacing.verdict, "promoted");
  assert.equal((await rig.ask(0, "status", first)).status, "CANCELED");
  assert.equal((await queued).code, 0);
});

Deno.test("Ctrl-C takes back what was done; a second one leaves that to the conductor", async () => {
  await using rig = await DeployRig.up();
  const words = [
    ...["deploy", "run", "hello", "--from", "v2", "--strategy", "canary", "--steps", "50"],
    ...["--bake", "30m", "--yes", "--json"],
  ];
  for (const [signal, code] of [["SIGINT", 130], ["SIGTERM", 143]] as const) {
    const child = rig.platform.spawn(words);
    await until("v2 gets requests", 30_000, async () => (await rig.versions()).includes("v2"));
    kill(child.pid, signal);
    const { code: got, stdout } = await child.output();
    assert.equal(got, code);
    const document = JSON.parse(new TextDecoder().decode(stdout));
    assert.deepEqual([document.status, document.verdict], ["CANCELED", "rolled-back"]);
    assert.match(document.reason, new RegExp(signal));
    assert.deepEqual(await rig.versions(), ["v1"]);
  }
  const child = rig.platform.spawn(words);
  await until("v2 gets requests", 30_000, async () => (await rig.versions()).includes("v2"));
  kill(child.pid, "SIGINT");
  await new Promise((resolve) => setTimeout(resolve, 600));
  kill(child.pid, "SIGINT");
  assert.equal((await child.output()).code, 130);
  await until("it is taken back all the same", 30_000, async () => {
    return (await rig.ask(0, "status", "hello")).status === "CANCELED";
  });
  assert.deepEqual(await rig.versions(), ["v1"]);
});

Deno.test("a deploy that runs is watched, held, let on, ended and taken back from another terminal", async () => {
  await using rig = await DeployRig.up();
  const id = await rig.shipSlowly();
  await until("v2 gets requests", 30_000, async () => (await rig.versions()).includes("v2"));
  for (const words of [["pause"], ["promote"], ["promote", "--full"], ["abort"], ["rollback"]]) {
    const { stdout } = await rig.say(0, ...words, "hello", "--dry-run");
    assert.match(stdout, new RegExp(`^would .*${id}`));
  }
  assert.equal((await rig.ask(0, "status", id)).status, "RUNNING", "a dry run does nothing");
  await rig.say(0, "pause", "hello");
  await until(
    "it stands still",
    5_000,
    async () => (await rig.ask(0, "status")).status === "PAUSED",
  );
  await rig.say(0, "resume", id);
  await until("it goes on", 5_000, async () => (await rig.ask(0, "status")).status === "RUNNING");
  const shares = async () => {
    const { stages } = await rig.ask(0, "status", id);
    return stages[1]?.deploy?.groups.find(({ role }) => role === "fresh")?.wantPercent;
  };
  assert.equal(await shares(), 20);
  await rig.say(0, "promote", "hello");
  await until("it is at its second share", 10_000, async () => await shares() === 50);
  const watching = rig.platform.run(["deploy", "status", "hello", "--watch"]);
  const aborted = await rig.ask(0, "abort", "hello", "--reason", "wrong branch");
  assert.deepEqual([aborted.status, aborted.verdict], ["CANCELED", "rolled-back"]);
  assert.match(aborted.reason, /wrong branch/);
  const { code, stdout } = await watching;
  assert.equal(code, 7, "who watches hears that it was ended by hand");
  assert.match(stdout, /^ABORTED /m);
  await rig.say(6, "pause", "hello");

  await rig.shipSlowly();
  await until("v2 gets requests", 30_000, async () => (await rig.versions()).includes("v2"));
  await rig.say(1, "rollback", "hello", "--to", "hello-v000", "--yes");
  assert.equal((await rig.ask(0, "rollback", "hello", "--yes")).verdict, "rolled-back");
  assert.deepEqual(await rig.versions(), ["v1"]);
});

Deno.test("a conductor that is killed meanwhile costs the one who looks on nothing", async () => {
  await using rig = await DeployRig.up();
  const child = rig.platform.spawn([
    ...["deploy", "run", "hello", "--from", "v2", "--watch", "4s", "--yes", "--json"],
  ]);
  await until("v2 gets requests", 30_000, async () => (await rig.versions()).includes("v2"));
  const conductor = (await rig.platform.ps()).find(({ app }) => app === "conductor")!;
  kill(conductor.pid, "SIGKILL");
  for (const words of [["history"], ["status", "hello"]]) {
    const asked = await rig.platform.run(["deploy", ...words, "--json"]);
    assert.equal(asked.code, 0, `${words}: ${asked.stderr}`);
  }
  const { code, stdout, stderr } = await child.output();
  assert.equal(code, 0, new TextDecoder().decode(stderr));
  assert.equal(JSON.parse(new TextDecoder().decode(stdout)).verdict, "promoted");
});
