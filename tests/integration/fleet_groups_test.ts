import assert from "node:assert/strict";
import { HELLO_FILES } from "../harness/hello_files.ts";
import { ConductorRig } from "./conductor_rig.ts";
import { FleetRig, kill, until } from "./fleet_rig.ts";

const SERVER = HELLO_FILES["hello/server.mjs"]!;
const SECOND = SERVER.replace('"v1"', '"v2"');
const BROKEN = 'console.error("no such luck"); process.exit(7);';

/** The service, and one that calls it: so gateways listen for calls to it on a port of its own. */
const FILES = {
  ...HELLO_FILES,
  "netops.yaml": `${HELLO_FILES["netops.yaml"]}  front:
    command: [node, server.mjs]
    dir: ./hello
    health: /health
    dependsOn: [hello]
`,
};

Deno.test("server groups are started, routed, drained and ended while callers go on", async (t) => {
  await FleetRig.with(FILES, async (rig) => {
    const conductor = new ConductorRig(rig);
    const step = (name: string, run: (conductor: ConductorRig) => Promise<void>) =>
      t.step(name, () => run(conductor));
    await step("a folder is baked once, and a git ref as it was committed", bakes);
    await step("two calls with one key are one group, which gets no request", spawnsBeside);
    await step("traffic moves, and the old group ends with no request failed", switches);
    await step("traffic is shared by weight, and a version that is gone comes back", shares);
    await step("a version that dies says so and harms nobody", fails);
    await step("a death is counted, one by a fault is not", countsDeaths);
    await step("a gateway that does not follow a switch is replaced", replacesSilent);
    await step("what ran in an earlier run can be had again", comesBackAfterDown);
  });
});

async function bakes({ fleet, rig }: ConductorRig): Promise<void> {
  const { dir } = rig.platform;
  const from = { kind: "dir", dir: "hello" } as const;
  const [running] = await fleet.groups("hello");
  const same = await fleet.bake({ app: "hello", from });
  assert.deepEqual([same.hash, same.version], [running!.artifact, running!.version]);
  assert.equal(same.isNew, false);
  await git(dir, "init", "-q", "-b", "main");
  await git(dir, "add", "hello");
  await git(dir, "commit", "-q", "-m", "one");
  await rig.platform.write("hello/server.mjs", BROKEN);
  const ref = { kind: "git", repo: dir, ref: "main" } as const;
  const committed = await fleet.bake({ app: "hello", from: ref });
  assert.deepEqual([committed.hash, committed.isNew], [same.hash, false]);
  assert.equal(committed.commit, await git(dir, "rev-parse", "HEAD"));
  const changed = await fleet.bake({ app: "hello", from });
  assert.deepEqual([changed.isNew, changed.hash === same.hash], [true, false]);
  assert.equal((await fleet.bake({ app: "hello", from })).isNew, false);
  const nowhere = fleet.bake({ app: "hello", from: { ...ref, ref: "nowhere" } });
  await assert.rejects(nowhere, { code: "NOT_FOUND", message: /the commit "nowhere"/ });
}

async function spawnsBeside(conductor: ConductorRig): Promise<void> {
  const { fleet, rig } = conductor;
  const hash = await conductor.bake(SECOND);
  const twice = [conductor.spawn("e1/new", hash), conductor.spawn("e1/new", hash)];
  const names = (await Promise.all(twice)).map(({ name, key }) => [name, key]);
  assert.deepEqual(names, [["hello-v001", "e1/new"], ["hello-v001", "e1/new"]]);
  const baseline = await conductor.clone("e1/base", "hello-v000", "baseline");
  assert.deepEqual([baseline.name, baseline.cluster], ["hello-baseline-v000", "hello-baseline"]);
  const asked = await rig.whileAsking("/hello/", async () => {
    await conductor.untilUp(baseline.name, 1);
    const fresh = await conductor.untilUp("hello-v001", 2);
    assert.ok(fresh.readyMs! > 0);
    assert.deepEqual([fresh.desired, fresh.shareRatio, fresh.healthPath], [2, 0, "/health"]);
    assert.deepEqual([fresh.deaths, fresh.failure, fresh.lastLines], [0, undefined, []]);
    assert.ok(fresh.instances.every(({ status }) => status === "OUT_OF_SERVICE"));
    await fleet.resizeGroup("hello-v001", 3);
    await conductor.untilUp("hello-v001", 3);
    await untilRegistered(rig, 6);
    await new Promise((resolve) => setTimeout(resolve, 300));
    assert.deepEqual(await versionsInside(rig), ["v1"]);
  });
  assert.deepEqual([asked.failures, [...asked.versions]], [[], ["v1"]]);
  const status = await fleet.status();
  const hello = status.apps.find(({ app }) => app === "hello")!;
  assert.deepEqual([status.healthy, hello.status, hello.desired, hello.up], [true, "UP", 2, 2]);
  const inService = (await rig.instances("hello")).filter((row) => row.status === "UP");
  assert.ok(inService.every((row) => row.serverGroup === "hello-v000"), "only one serves");
  assert.equal((await fleet.boot()).apps.filter(({ app }) => app === "hello").length, 1);
  await conductor.end(baseline.name);
  const again = conductor.clone("e1/base", "hello-v000", "baseline");
  await conductor.refused(again, "REFUSED", /it was stopped/);
}

async function switches(conductor: ConductorRig): Promise<void> {
  const { fleet, rig } = conductor;
  const asked = await rig.whileAsking("/hello/", async () => {
    await conductor.shift({ "hello-v001": 1 });
    await conductor.end("hello-v000");
    await fleet.stopGroup("hello-v000");
    await fleet.resizeGroup("hello-v001", 2);
    await rig.untilUp("hello", 2);
  });
  assert.deepEqual([asked.failures, [...asked.versions]], [[], ["v1", "v2"]]);
  assert.ok(asked.count > 20, `${asked.count} requests`);
  const { gateways, silent } = await fleet.ledger("hello");
  const counted = gateways.flatMap(({ groups }) => Object.values(groups));
  const answered = counted.reduce((sum, group) => sum + group.answered, 0);
  assert.deepEqual(silent, []);
  assert.ok(answered >= asked.count, `${answered} of ${asked.count} are in the ledger`);
  assert.equal(counted.reduce((sum, group) => sum + group.dropped, 0), 0);
}

async function shares(conductor: ConductorRig): Promise<void> {
  const { fleet, rig } = conductor;
  const old = await conductor.clone("e2/old", "hello-v000");
  assert.deepEqual([old.name, old.cluster], ["hello-v002", "hello"]);
  await conductor.untilUp(old.name, 1);
  const asked = await rig.whileAsking("/hello/", async () => {
    await conductor.shift({ "hello-v001": 3, [old.name]: 1 });
    assert.equal((await fleet.group(old.name))!.shareRatio, 0.25);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  });
  assert.deepEqual([asked.failures, [...asked.versions].sort()], [[], ["v1", "v2"]]);
  await conductor.refused(fleet.stopGroup(old.name), "REFUSED", /it has traffic/);
  const hello = (await fleet.status()).apps.find(({ app }) => app === "hello")!;
  assert.deepEqual([hello.desired, hello.up], [3, 3]);
  await conductor.shift({ "hello-v001": 1, [old.name]: 0 });
  await conductor.end(old.name);
}

async function fails(conductor: ConductorRig): Promise<void> {
  const { fleet, rig } = conductor;
  const broken = await conductor.spawn("e3/new", await conductor.bake(BROKEN), 1);
  const asked = await rig.whileAsking("/hello/", async () => {
    const view = await conductor.untilGroup(
      broken.name,
      "fails",
      ({ failure }) => failure !== undefined,
    );
    assert.match(view.failure!, /crash loop, \d deaths in a row: exited with code 7/);
    assert.ok(view.deaths >= 3, `${view.deaths} deaths`);
    assert.ok(view.lastLines.includes("no such luck"));
    assert.equal(view.readyMs, undefined);
    assert.equal((await fleet.status()).healthy, true);
    await conductor.end(broken.name);
  });
  assert.deepEqual(asked.failures, []);
}

async function countsDeaths(conductor: ConductorRig): Promise<void> {
  const { rig } = conductor;
  const name = "hello-v001";
  const deaths = async () => (await conductor.fleet.group(name))!.deaths;
  assert.equal(await deaths(), 0, "stops are no deaths");
  const [first] = await rig.untilUp("hello", 2);
  kill(first!.pid, "SIGKILL");
  await conductor.untilGroup(name, "counts a death", (view) => view.deaths === 1);
  const [victim] = await rig.untilUp("hello", 2);
  const { status } = await rig.ask("PUT", `/v1/faults/f1/${victim!.id}`, {
    ...{ id: "f1", kind: "process-kill", effect: { type: "kill", signal: "SIGKILL" } },
    ...{ match: {}, remainingMs: 10_000, leaseMs: 10_000, seed: "1" },
  });
  assert.equal(status, 200);
  await until(
    "it was killed",
    5_000,
    async () => !(await rig.instances("hello")).some((row) => row.id === victim!.id),
  );
  await rig.untilUp("hello", 2);
  assert.equal(await deaths(), 1);
  await rig.ask("DELETE", `/v1/faults/f1/${victim!.id}`);
}

async function replacesSilent(conductor: ConductorRig): Promise<void> {
  const { fleet, rig } = conductor;
  const [silent] = await rig.instances("gateway");
  kill(silent!.pid, "SIGSTOP");
  const epoch = await conductor.route({ "hello-v001": 2 });
  await until("only that one is silent", 2_000, async () => {
    const { isSettled, silent: ids } = await fleet.routesSettled(epoch);
    return !isSettled && ids.length === 1 && ids[0] === silent!.id;
  });
  const load = await fleet.groupLoad("hello-v001");
  assert.deepEqual([load.isDrained, load.silent], [false, [silent!.id]]);
  await until("it is replaced", 15_000, async () => {
    const rows = await rig.instances("gateway");
    return rows.length === 2 && rows.every((row) => row.id !== silent!.id && row.status === "UP");
  });
  const { events } = await fleet.events({ kind: "process" });
  const reasons = events.filter(({ subject }) => subject === silent!.id)
    .map(({ data }) => data["reason"]);
  assert.ok(reasons.includes("it does not acknowledge the routes"), reasons.join());
  assert.equal((await fleet.routesSettled(epoch)).isSettled, true);
  assert.equal((await fleet.routesSettled(epoch + 1_000)).isSettled, false);
}

async function comesBackAfterDown(conductor: ConductorRig): Promise<void> {
  const { platform } = conductor.rig;
  const epoch = (await conductor.fleet.routes()).epoch;
  const { version } = (await conductor.fleet.group("hello-v001"))!;
  await platform.write("hello/server.mjs", SERVER);
  assert.equal((await platform.run(["down"])).code, 0);
  await platform.up();
  const run = JSON.parse(await Deno.readTextFile(`${platform.home}/run.json`));
  const next = new ConductorRig(conductor.rig.after(run));
  assert.ok((await next.fleet.routes()).epoch > epoch, "epochs of one home never repeat");
  assert.equal(await next.fleet.group("hello-v001"), undefined);
  const back = await next.clone("e9/back", "hello-v001");
  assert.equal(back.version, version);
  await next.untilUp(back.name, 1);
  await next.shift({ [back.name]: 1 });
  const answer = await fetch(`${run.urls.gateway}/hello/`);
  assert.equal((await answer.json()).version, "v2");
}

/** Versions that answer who calls the service from inside. */
async function versionsInside(rig: FleetRig): Promise<string[]> {
  const env = await (await fetch(`${rig.run.urls.gateway}/front/env`)).json();
  const versions = new Set<string>();
  for (let count = 0; count < 40; count++) {
    const response = await fetch(`${env.NETOPS_URL_HELLO}/`);
    versions.add((await response.json()).version);
  }
  return [...versions];
}

async function untilRegistered(rig: FleetRig, count: number): Promise<void> {
  await until("all are in the registry", 10_000, async () => {
    const headers = { accept: "application/json" };
    const response = await fetch(`${rig.run.urls.registry}/eureka/apps/HELLO`, { headers });
    const { application } = await response.json();
    return application.instance.length === count;
  });
}

async function git(dir: string, ...args: readonly string[]): Promise<string> {
  const who = ["-c", "user.name=t", "-c", "user.email=t@localhost", "-C", dir];
  const { code, stdout, stderr } = await new Deno.Command("git", { args: [...who, ...args] })
    .output();
  assert.equal(code, 0, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout).trim();
}
