import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import type { TimelineEvent } from "@netops/core/contracts";
import { FakeClock } from "@netops/core/testing";
import { manifestOf } from "./fleet_fixture.ts";
import { FleetStore } from "./store.ts";
import { isOfKind, Timeline } from "./timeline.ts";

/** Runs a test over the path of a database in a folder of its own. */
async function withFile(run: (path: string) => void | Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir({ prefix: "netops-store-" });
  try {
    await run(`${dir}/fleet.db`);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

function eventOf(seq: number, kind = "a"): TimelineEvent {
  return { tsMs: seq + 0.5, seq, kind, subject: "x", actor: "y", data: { seq, list: [null, "ä"] } };
}

const ALL = { afterSeq: 0, kinds: [], limit: 1_000 };

Deno.test("events, groups, routes and jobs outlive their writer", async () => {
  await withFile((path) => {
    const first = new FleetStore(path);
    const events = [eventOf(1), { ...eventOf(2), traceId: "t" }];
    first.append(events);
    const group = { name: "hello-v000", app: "hello", version: "v", createdAtMs: 5 };
    first.saveGroup(group);
    first.saveGroup({ ...group, name: "other-v000", app: "other" });
    first.saveRoutes('{"epoch":1}');
    first.saveRoutes('{"epoch":2}');
    first.saveJob("job-1", "{}");
    first.close();
    const second = new FleetStore(path);
    assert.deepEqual(second.read(ALL), events);
    assert.deepEqual(second.groupsOf("hello"), [group]);
    assert.equal(second.loadRoutes(), '{"epoch":2}');
    assert.equal(second.lastSeq(), 2);
    second.close();
  });
});

Deno.test("a file of an older release keeps its groups and takes new ones", async () => {
  await withFile((path) => {
    const old = new DatabaseSync(path);
    old.exec(`CREATE TABLE groups (
      name TEXT PRIMARY KEY, app TEXT NOT NULL, version TEXT NOT NULL, createdAtMs REAL NOT NULL
    ) STRICT`);
    old.exec("INSERT INTO groups VALUES ('hello-v000', 'hello', 'v', 5)");
    old.close();
    const before = { name: "hello-v000", app: "hello", version: "v", createdAtMs: 5 };
    const added = { ...before, name: "hello-v001", createdAtMs: 6 };
    const manifest = manifestOf({ env: { A: "1" }, port: 3000, limit: { count: 1, perMs: 1 } });
    const full = {
      ...added,
      key: "k",
      artifact: "a1",
      manifest: { ...manifest, metricsPath: "/m" },
    };
    for (let opened = 0; opened < 2; opened++) {
      const store = new FleetStore(path);
      store.saveGroup(full);
      assert.deepEqual(store.groupsOf("hello"), [full, before]);
      assert.deepEqual([store.group("hello-v000"), store.groupOfKey("k")], [before, full]);
      assert.deepEqual([store.group("x"), store.groupOfKey("x")], [undefined, undefined]);
      store.close();
    }
    // An older release that opens the file again must still be able to write.
    const again = new DatabaseSync(path);
    again.exec("INSERT INTO groups (name, app, version, createdAtMs) VALUES ('x-v0', 'x', 'v', 1)");
    again.close();
  });
});

Deno.test("one key names one group, and the last artifacts of each app are known", async () => {
  await withFile((path) => {
    const store = new FleetStore(path);
    const row = { app: "hello", version: "v", createdAtMs: 0 };
    for (let count = 0; count < 4; count++) {
      store.saveGroup({
        ...row,
        name: `hello-v00${count}`,
        createdAtMs: count,
        artifact: `a${count}`,
      });
    }
    store.saveGroup({ ...row, name: "other-v000", app: "other", artifact: "b" });
    store.saveGroup({ ...row, name: "own-v000", app: "own" });
    assert.deepEqual(store.lastArtifacts(2).sort(), ["a2", "a3", "b"]);
    store.saveGroup({ ...row, name: "hello-v008", key: "k" });
    store.saveGroup({ ...row, name: "hello-v009", key: "k" });
    assert.equal(store.groupOfKey("k")?.name, "hello-v009");
    assert.equal(store.group("hello-v008"), undefined);
    store.close();
  });
});

Deno.test("a job is found by its key, the last one first", async () => {
  await withFile((path) => {
    const store = new FleetStore(path);
    store.saveJob("job-1", JSON.stringify({ id: "job-1", key: "k" }));
    store.saveJob("job-2", JSON.stringify({ id: "job-2", key: "k" }));
    store.saveJob("job-3", "{}");
    assert.deepEqual(JSON.parse(store.jobOfKey("k")!), { id: "job-2", key: "k" });
    assert.equal(store.jobOfKey("x"), undefined);
    assert.deepEqual([store.hasJob("job-3"), store.hasJob("job-4")], [true, false]);
    store.close();
  });
});

Deno.test("a new file is empty", async () => {
  await withFile((path) => {
    const store = new FleetStore(path);
    assert.equal(store.lastSeq(), 0);
    assert.equal(store.loadRoutes(), undefined);
    assert.deepEqual(store.groupsOf("hello"), []);
    assert.deepEqual(store.read(ALL), []);
    store.close();
  });
});

Deno.test("a time line goes on numbering after a restart", async () => {
  await withFile((path) => {
    const run = () => {
      const store = new FleetStore(path);
      const { seq } = new Timeline(new FakeClock(), store)
        .record({ kind: "a", subject: "x", actor: "fleet" });
      store.close();
      return seq;
    };
    assert.deepEqual([run(), run(), run()], [1, 2, 3]);
  });
});

Deno.test("append() writes all events of a batch or none", async () => {
  await withFile((path) => {
    const store = new FleetStore(path);
    store.append([eventOf(1)]);
    assert.throws(() => store.append([eventOf(2), eventOf(1)]));
    assert.deepEqual(store.read(ALL).map((event) => event.seq), [1]);
    store.append([eventOf(2)]);
    assert.equal(store.lastSeq(), 2);
    store.close();
  });
});

Deno.test("read() filters by kind as the memory does, and gives the last ones", async () => {
  const kind = fc.constantFrom("a", "a.b", "ab", "A", "a.b.c", "a%", "a_b", "axb", "a%.x");
  await withFile((path) => {
    const store = new FleetStore(path);
    let seq = 0;
    fc.assert(fc.property(fc.array(kind), fc.array(kind), fc.nat(5), (stored, kinds, limit) => {
      const afterSeq = seq;
      const events = stored.map((name) => eventOf(++seq, name));
      store.append(events);
      const all = events.filter((event) => isOfKind(event, kinds));
      const expected = all.slice(Math.max(0, all.length - limit));
      assert.deepEqual(store.read({ afterSeq, kinds, limit }), expected);
    }));
    store.close();
  });
});

Deno.test("a file keeps its last 100,000 events when it is opened again", async () => {
  await withFile((path) => {
    const store = new FleetStore(path);
    store.append([eventOf(1), eventOf(2), eventOf(100_001)]);
    store.close();
    const again = new FleetStore(path);
    assert.deepEqual(again.read(ALL).map((event) => event.seq), [2, 100_001]);
    again.close();
  });
});

Deno.test("routes and jobs that the disk does not take are counted and harm nobody", async () => {
  await withFile((path) => {
    const store = new FleetStore(path);
    store.close();
    store.saveRoutes("{}");
    store.saveJob("job-1", "{}");
    assert.equal(store.lostRows, 2);
  });
});

Deno.test("a file that is no database, or cannot be made, is named in the words of the error table", async () => {
  await withFile((path) => {
    Deno.writeTextFileSync(path, "not a database".repeat(100));
    assert.throws(() => new FleetStore(path), {
      code: "HOME_NOT_WRITABLE",
      message: /fleet\.db.*not a database/,
    });
    assert.throws(() => new FleetStore(`${path}/x/y.db`), { code: "HOME_NOT_WRITABLE" });
  });
});
