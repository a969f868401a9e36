import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { readPastEvents } from "./past_events.ts";

async function inHome(body: (home: string) => Promise<void>): Promise<void> {
  const home = await Deno.makeTempDir();
  try {
    await body(home);
  } finally {
    await Deno.remove(home, { recursive: true });
  }
}

Deno.test("readPastEvents() answers the last events in the order in which they happened", () =>
  inHome(async (home) => {
    assert.equal(await readPastEvents(home, 10), undefined);
    const database = new DatabaseSync(`${home}/fleet.db`);
    database.exec(`CREATE TABLE events (seq INTEGER PRIMARY KEY, tsMs REAL, kind TEXT,
      subject TEXT, actor TEXT, data TEXT, traceId TEXT)`);
    const insert = database.prepare("INSERT INTO events VALUES (?, ?, 'k', 's', 'a', ?, ?)");
    insert.run(1, 10, "{}", null);
    insert.run(2, 30, '{"n":1}', "t1");
    insert.run(3, 20, "{}", null);
    insert.run(4, 20, "{}", null);
    database.close();
    const events = await readPastEvents(home, 3) ?? [];
    assert.deepEqual(events.map((event) => event.seq), [3, 4, 2]);
    const base = { kind: "k", subject: "s", actor: "a" };
    assert.deepEqual(events[2], { seq: 2, tsMs: 30, ...base, data: { n: 1 }, traceId: "t1" });
    assert.deepEqual(events[0], { seq: 3, tsMs: 20, ...base, data: {} });
  }));

Deno.test("readPastEvents() says what it cannot read", () =>
  inHome(async (home) => {
    await Deno.writeTextFile(`${home}/fleet.db`, "this is no database, but is long enough");
    await assert.rejects(readPastEvents(home, 1), /Cannot read the events in .*fleet\.db/);
  }));
