import assert from "node:assert/strict";
import { type JournalLine, readJournal } from "@netops/chaos/guardian";
import { FakeTimer } from "@netops/core/testing";
import { FakeMachine, faultRecord, inHome } from "./chaos_fixture.ts";
import { journalPath, readScene, residueOf } from "./offline_scene.ts";
import { panic, type PanicOptions } from "./panic.ts";

const PAUSE = faultRecord("f-pause", { side: "fleet", effect: { type: "pause" } });
const LIMIT = faultRecord("f-limit", {
  ...{ side: "fleet", effect: { type: "limit-files", files: 16 } },
});
const BURN = faultRecord("f-burn", { side: "job", command: ["/bin/sh"] });
const intent = (record: typeof PAUSE): JournalLine => ({ type: "intent", record });

function machineOf(change: Partial<{ isStopped: boolean; helpers: readonly number[] }> = {}) {
  const machine = new FakeMachine();
  machine.groups.set(100, { members: [100, 101], isStopped: change.isStopped ?? false });
  machine.helpers.set("f-burn", new Set(change.helpers ?? []));
  return machine;
}

async function panicIn(home: string, machine: FakeMachine, change: Partial<PanicOptions> = {}) {
  const timer = new FakeTimer();
  const panicking = panic({
    ...{ home, processes: machine, timer, nowMs: 7 },
    runTool: () => Promise.resolve(0),
    letGo: () => Promise.resolve([]),
    ...change,
  });
  await timer.advance(3_000);
  return await panicking;
}

Deno.test("panic lets stopped groups go on, ends helpers, lifts limits, and pulls the lever", async () => {
  await inHome([intent(PAUSE), intent(LIMIT), intent(BURN)], async (home) => {
    const machine = machineOf({ isStopped: true, helpers: [200] });
    const tools: string[] = [];
    const report = await panicIn(home, machine, {
      runTool: (command) => Promise.resolve(void tools.push(command.at(-1) ?? "")).then(() => 0),
      letGo: () => Promise.resolve(["f-pause", "f-limit", "f-burn"]),
    });
    assert.deepEqual(report, {
      ...{ continued: [100, 101], ended: [200], lifted: [100, 101], isLeverNoted: true },
    });
    assert.deepEqual(tools, ["100", "101"]);
    const content = readJournal(Deno.readTextFileSync(journalPath(home)));
    assert.equal(content.lever, "stopped");
    assert.deepEqual(content.faults.map(({ state }) => state), ["undone", "undone", "undone"]);
    assert.deepEqual(residueOf(readScene(home, machine), undefined), []);
  });
});

Deno.test("what is stopped again meanwhile is let go on again, and told when it stays so", async () => {
  await inHome([intent(PAUSE)], async (home) => {
    const machine = machineOf({ isStopped: true });
    const stop = () => machine.groups.get(100)!.isStopped = true;
    let again = 5;
    machine.onContinue = () => again-- > 0 && stop();
    await panicIn(home, machine);
    assert.equal(machine.groups.get(100)?.isStopped, false);
    stop();
    machine.onContinue = stop;
    await panicIn(home, machine, { letGo: () => Promise.resolve(["f-pause"]) });
    const residue = residueOf(readScene(home, machine), undefined);
    assert.match(residue[0]?.what ?? "", /stopped/);
    assert.equal(
      readJournal(Deno.readTextFileSync(journalPath(home))).faults[0]?.state,
      "injecting",
    );
  });
});

Deno.test("a last line that is torn takes neither the lever nor an end with it", async () => {
  await inHome([intent(PAUSE)], async (home) => {
    Deno.writeTextFileSync(journalPath(home), '{"type":"sta', { append: true });
    await panicIn(home, machineOf(), { letGo: () => Promise.resolve(["f-pause"]) });
    const { lever, tornLines, faults } = readJournal(Deno.readTextFileSync(journalPath(home)));
    assert.deepEqual([lever, tornLines, faults[0]?.state], ["stopped", 1, "undone"]);
  });
});

Deno.test("a lever that cannot be noted is told", async () => {
  await inHome([], async (home) => {
    await Deno.remove(`${home}/data`, { recursive: true });
    assert.equal((await panicIn(home, machineOf())).isLeverNoted, false);
  });
});

Deno.test("a fault without an end on a target that lives is left, when nobody can be asked", async () => {
  await inHome([intent(PAUSE)], (home) => {
    const machine = machineOf();
    const left = (active: ReadonlySet<string> | undefined) =>
      residueOf(readScene(home, machine), active).map(({ what }) => what);
    assert.match(left(undefined)[0] ?? "", /some-kind f-pause, of which nobody says/);
    assert.deepEqual(left(new Set()), [], "the guardian knows better");
    machine.groups.clear();
    assert.deepEqual(left(undefined), [], "its target is gone");
  });
});

Deno.test("what an active fault stopped or started is not left, what nobody owns is", async () => {
  await inHome([intent(PAUSE), intent(BURN)], (home) => {
    const machine = machineOf({ isStopped: true, helpers: [200] });
    const scene = readScene(home, machine);
    assert.deepEqual(residueOf(scene, new Set(["f-pause", "f-burn"])), []);
    assert.equal(residueOf(scene, new Set()).length, 3);
  });
});

Deno.test("a journal that cannot be read is no clean bill of health", async () => {
  await inHome([], async (home) => {
    for (const path of [journalPath(home), `${home}/groups.jsonl`]) {
      await Deno.remove(path);
      await Deno.mkdir(path);
      const residue = residueOf(readScene(home, machineOf()), new Set());
      assert.ok(residue.some(({ where }) => where === path), path);
    }
  });
  await inHome([], async (home) => {
    await Deno.remove(home, { recursive: true });
    assert.deepEqual(residueOf(readScene(home, machineOf()), undefined), []);
    await Deno.mkdir(home);
  });
});
