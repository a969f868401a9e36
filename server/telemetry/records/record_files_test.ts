import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { logRow, NOW_MS, openTestRecords, spanRow } from "./test_records.ts";

async function inDir(body: (path: string) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir();
  try {
    await body(`${dir}/records.db`);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

function exists(path: string): boolean {
  return [...Deno.readDirSync(path.replace(/\/[^/]*$/, ""))].some(({ name }) =>
    path.endsWith(`/${name}`)
  );
}

const event = (seq: number, kind = "instance.up", tsMs = NOW_MS - 1_000) => ({
  ...{ runId: "run-1", seq, tsMs, kind, subject: "hello-1", actor: "fleet", data: { n: seq } },
});

Deno.test("records outlive the process: logs, traces, events, and how far files were read", () =>
  inDir(async (path) => {
    const first = openTestRecords({ path });
    first.store.addLogs([logRow("kept")]);
    first.store.addSpans([spanRow("aa", "1")]);
    first.store.addEvents([event(1), event(2, "fault.begin"), event(2)]);
    const entry = { inode: "7", name: "a.jsonl", offset: 9, mark: "3:ab", skips: true };
    assert.equal(first.store.addTailed([logRow("tailed")], [entry]), true);
    first.store.close();
    const second = openTestRecords({ path });
    const { lines } = await second.store.findLogs({}, { limit: 5 });
    assert.deepEqual(lines.map((line) => line.text).sort(), ["kept", "tailed"]);
    assert.equal(second.store.trace("aa")?.spans.length, 1);
    assert.deepEqual(second.store.tailEntries(), [entry]);
    assert.deepEqual(second.store.timeline({ kinds: ["fault"], limit: 5 }), [
      event(2, "fault.begin"),
    ]);
    assert.equal(second.store.lastEvent()?.seq, 2);
    second.store.close();
    assert.deepEqual([second.asides, first.store.wasKilled, second.store.wasKilled], [
      [],
      false,
      false,
    ]);
  }));

Deno.test("a file that is no database, of somebody else, or of another version is set aside by name", () =>
  inDir((path) => {
    const make: [string, () => void][] = [
      ["foreign", () => Deno.writeTextFileSync(path, "hello, I am no database\n".repeat(500))],
      ["foreign", () => {
        const db = new DatabaseSync(path);
        db.exec("create table mine (x)");
        db.close();
      }],
      ["other-version", () => {
        openTestRecords({ path }).store.close();
        const db = new DatabaseSync(path);
        db.exec("pragma user_version = 99");
        db.close();
      }],
    ];
    for (const [reason, spoil] of make) {
      if (exists(path)) Deno.removeSync(path);
      spoil();
      const { store, asides } = openTestRecords({ path });
      store.addLogs([logRow("works")]);
      assert.deepEqual(asides.map(([why]) => why), [reason]);
      assert.equal(Deno.statSync(asides[0]?.[1] ?? "").isFile, true);
      store.close();
    }
    // Only the last one is kept.
    const names = [...Deno.readDirSync(path.replace("/records.db", ""))].map(({ name }) => name);
    assert.equal(names.filter((name) => /other-version|foreign/.test(name)).length, 1);
    return Promise.resolve();
  }));

Deno.test("a file that breaks while it is used is set aside, and the work goes on", () =>
  inDir(async (path) => {
    const { store, asides, dropped } = openTestRecords({ path });
    store.addLogs(Array.from({ length: 5_000 }, (_, n) => logRow(`line ${n}`)));
    store.close();
    const bytes = Deno.readFileSync(path);
    bytes.fill(0xa5, 8_192, bytes.length);
    Deno.writeFileSync(path, bytes);
    const again = openTestRecords({ path });
    again.store.addLogs([logRow("after")]);
    await again.timer.advance(3_000);
    const { lines } = await again.store.findLogs({}, { limit: 10 });
    assert.deepEqual(lines.map((line) => line.text), ["after"]);
    assert.deepEqual(again.asides.map(([why]) => why), ["corrupt"]);
    assert.deepEqual([asides, [...dropped], [...again.dropped]], [[], [], []]);
    again.store.close();
  }));

Deno.test("while no new file can be made what comes waits, and it is written when one can", () =>
  inDir(async (path) => {
    const folder = `${path}.d`;
    const within = `${folder}/records.db`;
    Deno.mkdirSync(folder);
    const first = openTestRecords({ path: within });
    first.store.addLogs(Array.from({ length: 2_000 }, (_, n) => logRow(`line ${n}`)));
    first.store.close();
    const bytes = Deno.readFileSync(within);
    bytes.fill(0xa5, 4_096 * 20, bytes.length);
    Deno.writeFileSync(within, bytes);
    const { store, timer, asides } = openTestRecords({ path: within });
    Deno.renameSync(folder, `${folder}.away`);
    store.addLogs([logRow("waits")]);
    await timer.advance(5_000);
    assert.equal(store.figures().waiting, 1);
    await assert.rejects(store.findLogs({}, { limit: 1 }), { code: "DISK_FULL" });
    Deno.renameSync(`${folder}.away`, folder);
    await timer.advance(5_000);
    assert.equal((await store.findLogs({}, { limit: 1 })).lines[0]?.text, "waits");
    assert.deepEqual(asides.map(([why]) => why), ["corrupt"]);
    store.close();
    store.addLogs([logRow("after the end")]);
    assert.equal(store.figures().usedBytes, 0);
  }));

Deno.test("two processes cannot own one file", () =>
  inDir((path) => {
    const { store } = openTestRecords({ path });
    assert.throws(() => openTestRecords({ path }), { code: "CONFLICT" });
    store.close();
    return Promise.resolve();
  }));

Deno.test("over its size the oldest goes, interesting traces last, and the file stops growing", () =>
  inDir(async (path) => {
    const mostBytes = 3_000_000;
    const { store, timer } = openTestRecords({ path, retention: { mostBytes } });
    store.addSpans([spanRow("ee", "1", { status: "error" })]);
    for (let n = 0; n < 30; n++) {
      store.addLogs(
        Array.from(
          { length: 1_000 },
          (_, k) => logRow(`line ${n} ${k} ${"x".repeat(100)}`, { tsMs: timer.clock.nowMs() }),
        ),
      );
      await timer.advance(1_000);
    }
    assert.ok(store.figures().usedBytes <= mostBytes * 1.1, `${store.figures().usedBytes}`);
    assert.ok(Deno.statSync(path).size <= mostBytes * 1.25 + 4_096);
    const { lines, total } = await store.findLogs({}, { limit: 1, count: true });
    assert.match(lines[0]?.text ?? "", /^line 29 999 /);
    assert.ok((total ?? 0) > 3_000, `${total}`);
    assert.equal(store.trace("ee")?.spans.length, 1);
    store.close();
  }));

Deno.test("a full disk is counted and bounded, and what waits is written when there is space again", () =>
  inDir(async (path) => {
    const { store, timer, dropped } = openTestRecords({
      path,
      retention: { mostBytes: 2_000_000 },
    });
    const now = () => timer.clock.nowMs();
    for (let n = 0; n < 40; n++) {
      store.addLogs(
        Array.from(
          { length: 500 },
          (_, k) => logRow(`${n} ${k} ${"y".repeat(500)}`, { tsMs: now() }),
        ),
      );
    }
    assert.ok((dropped.get("logs/disk-full") ?? 0) > 1_000, JSON.stringify([...dropped]));
    assert.equal(store.figures().waiting, 10_000);
    assert.ok(Deno.statSync(path).size <= 2_510_000);
    for (let n = 0; n < 60; n++) await timer.advance(1_000);
    assert.equal(store.figures().waiting, 0);
    store.addLogs([logRow("after", { tsMs: now() })]);
    assert.equal((await store.findLogs({}, { limit: 1 })).lines[0]?.text, "after");
    store.close();
  }));

Deno.test("events are read by time and kind, a kind covers what is below it, and old ones go", async () => {
  const { store, timer } = openTestRecords();
  store.addEvents([
    event(1, "instance.up", NOW_MS - 5),
    event(2, "instances", NOW_MS),
    event(3, "instance", NOW_MS + 5),
  ]);
  const seqs = (query: Parameters<typeof store.timeline>[0]) =>
    store.timeline(query).map(({ seq }) => seq);
  assert.deepEqual(seqs({ limit: 9 }), [1, 2, 3]);
  assert.deepEqual(seqs({ limit: 1 }), [3]);
  assert.deepEqual(seqs({ kinds: ["instance"], limit: 9 }), [1, 3]);
  assert.deepEqual(seqs({ sinceMs: NOW_MS, untilMs: NOW_MS + 5, limit: 9 }), [2]);
  timer.clock.advance(90_000_000);
  await store.sweep();
  assert.deepEqual(seqs({ limit: 9 }), []);
  store.close();
});
