import assert from "node:assert/strict";
import type { JobView } from "@netops/core/contracts";
import { HELLO_FILES } from "../harness/hello_files.ts";
import { isAlive } from "../harness/process_facts.ts";
import { FleetRig, until } from "./fleet_rig.ts";

Deno.test("jobs run with an owner and a deadline", async (t) => {
  await FleetRig.with(HELLO_FILES, async (rig) => {
    await t.step("a followed job tells its lines and its end", () => follows(rig));
    await t.step("a job ends when its owner is gone", () => losesOwner(rig));
    await t.step("a detached job lives on until it is stopped", () => detaches(rig));
    await t.step("a job ends at its deadline, children too", () => timesOut(rig));
    await t.step("a job that cannot start says why", () => failsToStart(rig));
    await t.step("no job outlives the platform", () => endsWithPlatform(rig));
  });
});

/** Starts a shell script as a job. */
async function startJob(rig: FleetRig, script: string, change = {}): Promise<JobView> {
  const { status, body } = await rig.ask("POST", "/v1/jobs", {
    name: "probe",
    command: ["/bin/sh", "-c", script],
    dir: rig.platform.dir,
    env: { OWN: "1" },
    deadlineMs: 60_000,
    ...change,
  });
  assert.equal(status, 201, JSON.stringify(body));
  return body;
}

async function statusOf(rig: FleetRig, id: string): Promise<string> {
  return (await rig.ask("GET", `/v1/jobs/${id}`)).body.status;
}

async function follows(rig: FleetRig): Promise<void> {
  const job = await startJob(rig, "echo $OWN $NETOPS_INSTANCE; echo bad >&2; exit 3");
  const response = await rig.send("GET", `/v1/jobs/${job.id}/follow`);
  assert.equal(response.headers.get("content-type"), "application/jsonl");
  const lines = (await response.text()).trim().split("\n").map((line) => JSON.parse(line));
  const said = lines.filter((line) => line.type === "line").map((l) => `${l.stream} ${l.text}`);
  assert.deepEqual(said.sort(), ["stderr bad", `stdout 1 ${job.id}`]);
  const { job: ended } = lines.at(-1);
  assert.deepEqual([ended.status, ended.exitCode], ["failed", 3]);
  assert.equal(await statusOf(rig, job.id), "failed");
}

async function losesOwner(rig: FleetRig): Promise<void> {
  const job = await startJob(rig, "echo up; sleep 300");
  assert.ok((await rig.instances("job")).some((row) => row.id === job.id), "ps lists it");
  const owner = new AbortController();
  const response = await rig.open(`/v1/jobs/${job.id}/follow`, owner.signal);
  const reader = response.body!.getReader();
  await reader.read();
  owner.abort();
  await reader.read().catch(() => undefined);
  await until("the job is stopped", 3_000, async () => await statusOf(rig, job.id) === "stopped");
  await until("its process is gone", 4_000, () => !isAlive(job.pid!));
}

async function detaches(rig: FleetRig): Promise<void> {
  const job = await startJob(rig, "sleep 300", { detached: true });
  const follower = new AbortController();
  const response = await rig.open(`/v1/jobs/${job.id}/follow`, follower.signal);
  follower.abort();
  await response.body?.cancel().catch(() => undefined);
  await new Promise((resolve) => setTimeout(resolve, 500));
  assert.equal(await statusOf(rig, job.id), "running");
  assert.equal((await rig.ask("DELETE", `/v1/jobs/${job.id}`)).status, 200);
  await until("the job is stopped", 3_000, () => !isAlive(job.pid!));
  assert.equal(await statusOf(rig, job.id), "stopped");
}

async function timesOut(rig: FleetRig): Promise<void> {
  const file = `${rig.platform.dir}/child.pid`;
  const script = `setsid sleep 300 & echo $! > ${file}; wait`;
  const job = await startJob(rig, script, { detached: true, deadlineMs: 300 });
  await until("the job timed out", 3_000, async () => await statusOf(rig, job.id) === "timed-out");
  const child = Number(await Deno.readTextFile(file));
  await until("its child is gone", 2_000, () => !isAlive(job.pid!) && !isAlive(child));
}

async function failsToStart(rig: FleetRig): Promise<void> {
  const request = { name: "probe", command: ["no-such-program"], dir: "/", deadlineMs: 1_000 };
  const { status, body } = await rig.ask("POST", "/v1/jobs", request);
  assert.deepEqual([status, body.code], [500, "SPAWN_FAILED"]);
  assert.equal((await rig.ask("POST", "/v1/jobs", { ...request, name: "Odd!" })).status, 400);
}

async function endsWithPlatform(rig: FleetRig): Promise<void> {
  const job = await startJob(rig, "trap '' TERM; while :; do sleep 1; done", { detached: true });
  const down = await rig.platform.run(["down"]);
  assert.equal(down.code, 0, down.stderr);
  assert.equal(isAlive(job.pid!), false);
  assert.deepEqual(rig.platform.processes(), []);
}
