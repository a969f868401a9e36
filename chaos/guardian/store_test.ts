import assert from "node:assert/strict";
import { readJournal } from "./journal.ts";
import { recordOf } from "./guardian_fixture.ts";
import { JournalStore } from "./store.ts";

async function inFolder(test: (path: string) => void | Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir({ prefix: "netops-journal-" });
  try {
    await test(`${dir}/journal.jsonl`);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

Deno.test("what was appended is there for the next one, without what is over", async () => {
  await inFolder((path) => {
    const { store, content } = JournalStore.open(path, 1);
    assert.deepEqual(content.faults, []);
    store.append({ type: "intent", record: recordOf("a") });
    store.append({ type: "intent", record: recordOf("b") });
    store.append({ type: "state", id: "b", state: "undone", atMs: 2 });
    store.close();
    const next = JournalStore.open(path, 3);
    assert.deepEqual(next.content.faults.map(({ record }) => record.id), ["a", "b"]);
    next.store.close();
    assert.deepEqual(readJournal(Deno.readTextFileSync(path)).faults.length, 1);
    assert.equal(Deno.statSync(path).mode! & 0o777, 0o600);
  });
});

Deno.test("a lever that panic wrote is seen, and no line of either is written over", async () => {
  await inFolder((path) => {
    const { store } = JournalStore.open(path, 1);
    assert.equal(store.leverOfOthers(), undefined);
    const line = JSON.stringify({ type: "lever", lever: "stopped", atMs: 2 });
    Deno.writeTextFileSync(path, `${line}\n`, { append: true });
    assert.equal(store.leverOfOthers(), "stopped");
    store.append({ type: "intent", record: recordOf("a") });
    store.append({ type: "lever", lever: "armed", atMs: 3 });
    const content = readJournal(Deno.readTextFileSync(path));
    assert.deepEqual([content.tornLines, content.faults.length, content.lever], [0, 1, "armed"]);
    assert.equal(store.leverOfOthers(), "armed");
    store.close();
  });
});

Deno.test("a line that a full disk tore does not take the next one with it", async () => {
  await inFolder((path) => {
    using file = Deno.openSync(path, { create: true, append: true });
    let room = Number.POSITIVE_INFINITY;
    const store = new JournalStore(path, {
      statSync: () => file.statSync(),
      syncDataSync: () => file.syncDataSync(),
      close: () => undefined,
      writeSync: (bytes) => {
        if (room === 0) throw new Error("No space left on device (os error 28)");
        const written = file.writeSync(bytes.subarray(0, room));
        room -= written;
        return written;
      },
    });
    room = 20;
    const append = () => store.append({ type: "intent", record: recordOf("a") });
    assert.throws(append, { code: "DISK_FULL" });
    assert.throws(append, { code: "DISK_FULL" });
    room = Number.POSITIVE_INFINITY;
    store.append({ type: "intent", record: recordOf("b") });
    const { faults, tornLines } = readJournal(Deno.readTextFileSync(path));
    assert.deepEqual([faults.map(({ record }) => record.id), tornLines], [["b"], 1]);
  });
});

Deno.test("a journal that cannot be opened says what to do", async () => {
  await inFolder((path) => {
    assert.throws(() => JournalStore.open(`${path}/none/journal`, 1), {
      code: "HOME_NOT_WRITABLE",
    });
  });
});
