import assert from "node:assert/strict";
import { createHost } from "@netops/core/host";
import { HELLO_FILES } from "../harness/hello_files.ts";
import { ConductorRig } from "./conductor_rig.ts";
import { FleetRig, until } from "./fleet_rig.ts";

/** Two services, one of them with a port of its own. */
const FILES = {
  ...HELLO_FILES,
  "netops.yaml": `${HELLO_FILES["netops.yaml"]}  fixed:
    command: [node, server.mjs]
    dir: ./hello
    port: ${createHost().freePort("127.0.0.1")}
    health: /health
`,
};

Deno.test("a conductor is refused what would harm, and keeps others away meanwhile", async (t) => {
  await FleetRig.with(FILES, async (rig) => {
    const conductor = new ConductorRig(rig);
    const step = (name: string, run: (conductor: ConductorRig) => Promise<void>) =>
      t.step(name, () => run(conductor));
    await step("what cannot be baked or started is refused with the reason", refusesToStart);
    await step(
      "what serves is neither ended nor emptied, and no route leads nowhere",
      refusesToEnd,
    );
    await step("a lease keeps other changes away until it is over", leases);
    await step("a job that was asked for twice runs once", runsOneJob);
    await step("an older conductor is refused everywhere", fences);
  });
});

async function refusesToStart(conductor: ConductorRig): Promise<void> {
  const { fleet } = conductor;
  const from = { kind: "dir", dir: "hello" } as const;
  const { hash } = await fleet.bake({ app: "hello", from });
  const source = { kind: "artifact", hash } as const;
  const spawn = (app: string) => fleet.spawnGroup({ key: "no", app, source, replicas: 1 });
  await assert.rejects(fleet.bake({ app: "nobody", from }), {
    ...{ code: "NOT_FOUND", fix: "add nobody to services of netops.yaml, then: netops up" },
  });
  await conductor.refused(fleet.bake({ app: "gateway", from }), "REFUSED", /netops's own/);
  await conductor.refused(spawn("nobody"), "NOT_FOUND", /"nobody"/);
  await conductor.refused(spawn("gateway"), "REFUSED", /the platform stands on it/);
  await conductor.refused(spawn("fixed"), "REFUSED", /fixed-v000 has its port \d+, which is fixed/);
  await conductor.refused(conductor.spawn("no", "a".repeat(40)), "NOT_FOUND", /the artifact/);
  await conductor.refused(conductor.spawn("no", "../../x"), "NOT_FOUND", /the artifact/);
  await conductor.refused(conductor.clone("no", "hello-v999"), "NOT_FOUND", /hello-v999/);
  await conductor.refused(conductor.clone("no", "fixed-v000"), "NOT_FOUND", /it is of fixed/);
  assert.equal(await fleet.group("hello-v999"), undefined);
  assert.deepEqual((await fleet.groups("hello")).map(({ name }) => name), ["hello-v000"]);
  assert.equal((await fleet.group("fixed-v000"))!.isPortFixed, true);
}

async function refusesToEnd(conductor: ConductorRig): Promise<void> {
  const { fleet } = conductor;
  await conductor.refused(fleet.stopGroup("hello-v000"), "REFUSED", /it has traffic/);
  await conductor.refused(fleet.resizeGroup("hello-v000", 0), "REFUSED", /it has traffic/);
  await conductor.refused(fleet.resizeGroup("fixed-v000", 2), "REFUSED", /port \d+ is fixed/);
  await conductor.refused(conductor.route({ "hello-v000": 0 }), "REFUSED", /would get requests/);
  await conductor.refused(
    conductor.route({ "hello-v000": 1, "hello-v9": 0 }),
    "REFUSED",
    /hello-v9/,
  );
  const rules = [{ name: "try", serverGroup: "fixed-v000", cohortRatio: 1 }];
  await conductor.refused(conductor.route({ "hello-v000": 1 }, { rules }), "REFUSED", /fixed-v000/);
  const beside = await conductor.clone("rule", "hello-v000");
  await conductor.untilUp(beside.name, 1);
  const own = [{ name: "try", serverGroup: beside.name, header: { name: "x-try", value: "1" } }];
  await conductor.route({ "hello-v000": 1 }, { rules: own });
  await conductor.refused(fleet.stopGroup(beside.name), "REFUSED", /it has traffic/);
  await conductor.route({ "hello-v000": 1 }, { rules: [] });
  await conductor.end(beside.name);
}

async function leases(conductor: ConductorRig): Promise<void> {
  const { fleet, rig } = conductor;
  await fleet.leaseApp("hello", { holder: "e1", leaseMs: 60_000 });
  await fleet.leaseApp("hello", { holder: "e1", leaseMs: 60_000 });
  const held = { code: "CONFLICT", message: /e1 delivers it/, fix: "netops deploy status hello" };
  await assert.rejects(fleet.leaseApp("hello", { holder: "e2", leaseMs: 1_000 }), held);
  for (const action of ["roll", "restart", "stop", "start"] as const) {
    await assert.rejects(fleet.changeApp("hello", action), held, action);
  }
  await assert.rejects(fleet.scale("hello", 3), held);
  await fleet.changeApp("fixed", "restart");
  await fleet.releaseApp("hello", "e2");
  await assert.rejects(fleet.scale("hello", 3), held);
  await fleet.releaseApp("hello", "e1");
  assert.equal((await fleet.scale("hello", 3)).desired, 3);
  await rig.untilUp("hello", 3);
  await fleet.leaseApp("hello", { holder: "e3", leaseMs: 1_000 });
  await assert.rejects(fleet.scale("hello", 2), { code: "CONFLICT" });
  await until(
    "it is over by itself",
    3_000,
    async () => await fleet.scale("hello", 2).then(() => true, () => false),
  );
  await rig.untilUp("hello", 2);
  await assert.rejects(fleet.leaseApp("nobody", { holder: "e1", leaseMs: 1_000 }), {
    code: "NOT_FOUND",
  });
}

async function runsOneJob({ fleet, rig }: ConductorRig): Promise<void> {
  const { dir } = rig.platform;
  const job = {
    ...{ name: "count", command: ["/bin/sh", "-c", "echo run >> runs; exit 3"], dir, env: {} },
    ...{ deadlineMs: 10_000, detached: true, key: "e1/job" },
  };
  const [one, two] = await Promise.all([fleet.startJob(job), fleet.startJob(job)]);
  assert.deepEqual([one.id, one.key], [two.id, "e1/job"]);
  await until("it is over", 5_000, async () => (await fleet.job(one.id)).status === "failed");
  const late = await fleet.startJob(job);
  assert.deepEqual([late.id, late.status, late.exitCode], [one.id, "failed", 3]);
  assert.equal(await Deno.readTextFile(`${dir}/runs`), "run\n");
  assert.notEqual((await fleet.startJob({ ...job, key: "e2/job" })).id, one.id);
}

async function fences(conductor: ConductorRig): Promise<void> {
  const { fleet, rig } = conductor;
  const older = new ConductorRig(rig);
  conductor.fence = 5;
  older.fence = 4;
  await older.route({ "hello-v000": 1 });
  await conductor.route({ "hello-v000": 1 });
  const from = { kind: "dir", dir: "hello" } as const;
  const job = { name: "no", command: ["true"], dir: "/", env: {}, deadlineMs: 1, detached: true };
  const changes: Record<string, () => Promise<unknown>> = {
    route: () => older.route({ "hello-v000": 1 }),
    bake: () => older.fleet.bake({ app: "hello", from }),
    spawn: () => older.clone("old", "hello-v000"),
    size: () => older.fleet.resizeGroup("hello-v000", 3),
    stop: () => older.fleet.stopGroup("hello-v000"),
    lease: () => older.fleet.leaseApp("hello", { holder: "old", leaseMs: 1_000 }),
    release: () => older.fleet.releaseApp("hello", "old"),
    job: () => older.fleet.startJob(job),
    "stop of a job": () => older.fleet.stopJob("job"),
  };
  for (const [what, change] of Object.entries(changes)) {
    await assert.rejects(change(), { code: "CONFLICT", message: /an older conductor/ }, what);
  }
  assert.equal((await older.fleet.groups("hello")).length, 1, "who only reads is not refused");
  older.fence = undefined;
  await older.route({ "hello-v000": 1 });
  await fleet.resizeGroup("hello-v000", 2);
}
