import assert from "node:assert/strict";
import { askAnew } from "../harness/ask_anew.ts";
import { kill, type PsRow, TestPlatform, until } from "../harness/platform.ts";

/** A service of three, each of which can be told to answer with errors while its health check stays good. */
const FILES: Readonly<Record<string, string>> = {
  "netops.yaml": `platform: none
services:
  hello:
    command: [node, server.mjs]
    dir: ./hello
    replicas: 3
    health: /health
`,
  "hello/server.mjs": `import { createServer } from "node:http";
let isBroken = false;
const server = createServer((request, response) => {
  if (request.url === "/health") return response.end("ok");
  if (request.url === "/break") isBroken = true;
  if (isBroken) response.statusCode = 500;
  response.end("hello");
});
server.listen(Number(process.env.PORT), process.env.HOST);
process.on("SIGTERM", () => server.close(() => process.exit(0)));
`,
  "busy.yaml": `slot: 500ms
calendar: { always: true }
defaults: { meanTimeBetweenKills: 1s, maxTerminationsPerDay: 1000 }
`,
  "spare.json": JSON.stringify({
    slot: "500ms",
    calendar: { always: true },
    defaults: { meanTimeBetweenKills: "500ms", maxTerminationsPerDay: 1_000 },
    exceptions: [{ app: "hello", zone: "eu-a" }],
  }),
  "night.yaml": "calendar: { openHour: 9, closeHour: 10, closedDays: {} }\nslot: 1s\n",
  "late.yaml": `slot: 500ms
calendar: { always: true }
defaults: { meanTimeBetweenKills: 500ms, maxTerminationsPerDay: 1000 }
duration: 1h
strategies: { Abort: false }
`,
  "doctor.yaml": "every: 300ms\nsuspectFor: 500ms\ninspectFor: 2s\nwindow: 10s\nminCalls: 1\n",
};

Deno.test("a monkey does on the leash nothing, without it what its knobs say, and nothing after it is off", async (t) => {
  await using platform = await TestPlatform.create(FILES);
  await platform.up();
  const step = (name: string, run: (platform: TestPlatform) => Promise<void>) =>
    t.step(name, () => run(platform));
  await step("on the leash it notes what it would do, and nothing is done", onTheLeash);
  await step(
    "without the leash kills come within seconds, not of whom an exception names, and off stops them",
    unleashed,
  );
  await step("stop --all turns it off, and it stays off after resume", stoppedWithAll);
  await step("the Latency Monkey makes one late, and its death ends that within its lease", late);
  await step("the Doctor Monkey takes an ill one out of service and replaces it", heals);
  await step("nothing is left", nothingIsLeft);
  await step("after a restart of the platform it is off", offAfterRestart);
});

// deno-lint-ignore no-explicit-any
async function json(platform: TestPlatform, ...words: string[]): Promise<any> {
  const result = await platform.run([...words, "--json"]);
  assert.equal(result.code, 0, `${words.join(" ")}: ${result.stderr}`);
  return JSON.parse(result.stdout);
}

function monkey(platform: TestPlatform, ...words: string[]) {
  return json(platform, "chaos", "monkey", ...words);
}

async function statusOf(platform: TestPlatform, kind: string) {
  return (await monkey(platform, "status", "--kind", kind)).monkeys[0];
}

/** Asks fleet or the guardian itself: a command takes a second where the machine is busy. */
// deno-lint-ignore no-explicit-any
async function ask(platform: TestPlatform, app: "fleet" | "guardian", path: string): Promise<any> {
  const { fleetUrl, token } = JSON.parse(await Deno.readTextFile(`${platform.home}/run.json`));
  const headers = { authorization: `Bearer ${token}`, accept: "application/json" };
  const get = async (url: string) => await (await fetch(url, { headers })).json();
  if (app === "fleet") return await get(fleetUrl + path);
  const { instances } = await get(`${fleetUrl}/v1/instances`);
  const guardian = instances.find((one: PsRow) => one.app === "guardian");
  return await get(`http://${guardian.host}:${guardian.port}${path}`);
}

async function rows(platform: TestPlatform): Promise<PsRow[]> {
  return (await ask(platform, "fleet", "/v1/instances")).instances;
}

async function hellos(platform: TestPlatform): Promise<PsRow[]> {
  return (await rows(platform)).filter(({ app }) => app === "hello");
}

async function pids(platform: TestPlatform): Promise<number[]> {
  return (await hellos(platform)).map(({ pid }) => pid).sort();
}

async function whenAllUp(platform: TestPlatform): Promise<void> {
  await until("three are up", 10_000, async () => {
    return (await hellos(platform)).filter(({ status }) => status === "UP").length === 3;
  });
}

async function onTheLeash(platform: TestPlatform): Promise<void> {
  const before = await pids(platform);
  const on = await monkey(platform, "on", "--config", "busy.yaml", "--seed", "s");
  assert.deepEqual([on.schema, on.leashed, on.seed], ["netops.monkey.on/v1", true, "s"]);
  const again = await platform.run(["chaos", "monkey", "on"]);
  assert.deepEqual([again.code, /is on already/.test(again.stderr)], [1, true]);
  await until("it noted two acts", 10_000, async () => {
    const acts = await Deno.readTextFile(`${platform.home}/data/monkeys/chaos/acts.jsonl`);
    return acts.split('"outcome":"leashed"').length > 2;
  });
  const status = await statusOf(platform, "chaos");
  assert.ok(status.isOn && status.leashed && status.calendar.isOpen && status.next.length > 0);
  assert.deepEqual(await pids(platform), before);
  assert.ok(status.acts.every((one: { outcome: string }) => one.outcome === "leashed"));
  assert.deepEqual((await monkey(platform, "off")).off, ["chaos"]);
}

async function unleashed(platform: TestPlatform): Promise<void> {
  const [spared] = (await hellos(platform)).filter(({ zone }) => zone === "eu-a");
  const others = (await pids(platform)).filter((pid) => pid !== spared!.pid);
  const on = await monkey(platform, "on", "--config", "spare.json", "--unleash", "--for", "60s");
  assert.ok(on.deadlineAtMs > Date.now() && on.deadlineAtMs <= Date.now() + 60_000);
  await until("both others are killed and replaced", 15_000, async () => {
    const now = await pids(platform);
    return others.every((pid) => !now.includes(pid));
  });
  await monkey(platform, "off");
  await whenAllUp(platform);
  const after = await pids(platform);
  assert.ok(after.includes(spared!.pid), "whom an exception names lives on");
  const { acts, isOn } = await statusOf(platform, "chaos");
  // deno-lint-ignore no-explicit-any
  const done = acts.filter(({ outcome }: any) => outcome === "done");
  assert.ok(done.length > 0 && /^f-/.test(done[0].faultId), JSON.stringify(acts));
  const { events } = await ask(platform, "fleet", "/v1/events?kind=monkey");
  assert.ok(events.some(({ subject }: { subject: string }) => subject === done[0].act.instance));
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  assert.deepEqual([isOn, await pids(platform)], [false, after]);
}

async function stoppedWithAll(platform: TestPlatform): Promise<void> {
  await monkey(platform, "on", "--config", "busy.yaml", "--unleash");
  const { monkeys } = await json(platform, "chaos", "status");
  assert.deepEqual([monkeys.length, monkeys[0].kind, monkeys[0].leashed], [1, "chaos", false]);
  assert.match((await platform.run(["chaos", "status"])).stdout, /Chaos Monkey is on, unleashed/);
  assert.deepEqual((await json(platform, "chaos", "stop", "--all")).monkeys, ["chaos"]);
  await json(platform, "chaos", "resume");
  assert.equal((await statusOf(platform, "chaos")).isOn, false);
  assert.deepEqual((await json(platform, "chaos", "status")).monkeys, []);
  await whenAllUp(platform);
}

async function late(platform: TestPlatform): Promise<void> {
  await monkey(platform, "on", "--kind", "latency", "--config", "late.yaml", "--unleash");
  await until("a fault is at work", 8_000, async () => {
    return (await ask(platform, "guardian", "/v1/chaos")).active.length > 0;
  });
  const [{ kind, experimentId, startedAtMs, expiresAtMs }] =
    (await ask(platform, "guardian", "/v1/chaos")).active;
  assert.deepEqual([kind, experimentId], ["latency", "monkey-latency"]);
  assert.equal(expiresAtMs - startedAtMs, 3_600_000);
  const job = (await rows(platform)).find(({ id }) => id.includes("monkey-latency"));
  kill(job!.pid, "SIGKILL");
  await until("what it did is over", 9_000, async () => {
    return (await ask(platform, "guardian", "/v1/chaos")).active.length === 0;
  });
  assert.equal((await statusOf(platform, "latency")).isOn, false);
}

async function heals(platform: TestPlatform): Promise<void> {
  await monkey(platform, "on", "--kind", "doctor", "--config", "doctor.yaml", "--unleash");
  // Gateways stand in zones a and b and call whom they have there.
  const ill = (await hellos(platform)).find(({ zone }) => zone === "eu-a");
  await askAnew(`http://${ill!.host}:${ill!.port}/break`);
  const { urls } = await ask(platform, "fleet", "/v1/status");
  await until("it is replaced", 20_000, async () => {
    for (let count = 0; count < 20; count++) await askAnew(`${urls.gateway}/hello/`);
    return !(await pids(platform)).includes(ill!.pid);
  });
  const { acts } = await statusOf(platform, "doctor");
  // deno-lint-ignore no-explicit-any
  const words = acts.map(({ act, outcome }: any) => [act.strategy, act.instance, outcome]);
  assert.deepEqual(words, [
    ["TakeOutOfService", ill!.id, "done"],
    ["Replace", ill!.id, "done"],
  ]);
  assert.deepEqual((await monkey(platform, "off", "--kind", "doctor")).off, ["doctor"]);
  await whenAllUp(platform);
}

async function nothingIsLeft(platform: TestPlatform): Promise<void> {
  const { residue } = await ask(platform, "guardian", "/v1/chaos/doctor");
  assert.deepEqual(residue, []);
  const { urls } = await ask(platform, "fleet", "/v1/status");
  const overrides = await fetch(`${urls.registry}/eureka/v2/serverinfo/statusoverrides`, {
    headers: { accept: "application/json" },
  });
  assert.deepEqual(await overrides.json(), {});
  assert.ok(!(await rows(platform)).some(({ app }) => app === "job"));
}

async function offAfterRestart(platform: TestPlatform): Promise<void> {
  await monkey(platform, "on", "--config", "night.yaml", "--seed", "again");
  const plan = await monkey(platform, "plan", "--day", "2026-12-25");
  assert.deepEqual([plan.seed, plan.isOpen], ["again", false]);
  assert.match(plan.reason, /Christmas/);
  assert.equal((await platform.run(["down"])).code, 0);
  await platform.up();
  const status = await statusOf(platform, "chaos");
  assert.equal(status.isOn, false);
  assert.ok(status.acts.length > 0, "the recorder stays");
}
