import assert from "node:assert/strict";
import type { GroupLedger, RequestLedger } from "@netops/core/contracts";
import {
  addReading,
  droppedOf,
  followGroup,
  markMove,
  openLedger,
  requestsOf,
  sinceMove,
  totalOf,
} from "./ledger_book.ts";
import { countProbes, endProbes } from "./probe_book.ts";
import { tooManyDropped } from "./read_books.ts";

const NONE = { answered: 0, dropped: 0, failed: 0 };

function reading(gateways: Record<string, Record<string, Partial<GroupLedger>>>): RequestLedger {
  return {
    gateways: Object.entries(gateways).map(([id, groups]) => ({
      id,
      groups: Object.fromEntries(
        Object.entries(groups).map(([name, counts]) => [name, { ...NONE, ...counts }]),
      ),
    })),
    silent: [],
  };
}

const OPEN = openLedger(
  reading({ a: { old: { answered: 100, failed: 2 } }, b: { old: { answered: 50 } } }),
  { groups: ["old", "fresh"], atMs: 1_000 },
);

Deno.test("a ledger counts from where it was opened, and remembers what was before", () => {
  assert.deepEqual(OPEN.before.old, { answered: 150, dropped: 0, failed: 2 });
  const next = reading({
    a: { old: { answered: 110, failed: 3 }, fresh: { answered: 5, failed: 4 } },
    b: { old: { answered: 50 }, "-": { dropped: 2 }, other: { dropped: 9 } },
  });
  const book = addReading(OPEN, next, 2_000);
  assert.deepEqual(totalOf(book, "old"), { answered: 10, dropped: 0, failed: 1 });
  assert.deepEqual(totalOf(book, "fresh"), { answered: 5, dropped: 0, failed: 4 });
  assert.deepEqual(totalOf(book, "-"), { answered: 0, dropped: 2, failed: 0 });
  assert.deepEqual(totalOf(book, "other"), NONE, "a group that nobody follows");
  assert.equal(requestsOf(book), 17);
  assert.equal(book.atMs, 2_000);
  assert.deepEqual(addReading(book, next, 2_000).totals, book.totals, "read twice it counts once");
});

Deno.test("a gateway that comes counts from 0, and one that goes keeps what it said", () => {
  const book = addReading(OPEN, reading({ c: { old: { answered: 7 } } }), 2_000);
  assert.deepEqual(totalOf(book, "old").answered, 7);
  const back = addReading(book, reading({ a: { old: { answered: 101, failed: 2 } } }), 3_000);
  assert.deepEqual(totalOf(back, "old").answered, 8, "a silent one goes on where it was");
});

Deno.test("a gateway that started anew under its name counts from 0", () => {
  const book = addReading(OPEN, reading({ a: { old: { answered: 30 } } }), 2_000);
  assert.equal(totalOf(book, "old").answered, 30);
  const other = addReading(OPEN, reading({ a: { fresh: { answered: 4 } } }), 2_000);
  assert.equal(totalOf(other, "fresh").answered, 4, "one that forgot a group, too");
});

Deno.test("a move of traffic is a mark of its own", () => {
  const one = addReading(OPEN, reading({ a: { old: { answered: 110, failed: 2 } } }), 2_000);
  const moved = markMove(one);
  const two = addReading(moved, reading({ a: { old: { answered: 111, failed: 2 } } }), 3_000);
  assert.deepEqual(sinceMove(two, "old"), { answered: 1, dropped: 0, failed: 0 });
  assert.equal(totalOf(two, "old").answered, 11);
  assert.deepEqual(followGroup(two, "restored").groups, ["old", "fresh", "-", "restored"]);
  assert.equal(followGroup(two, "old"), two);
});

Deno.test("what the new version drops is not dropped by the deploy, and no request counts twice", () => {
  const drops = (counts: Record<string, number>) =>
    addReading(
      OPEN,
      reading({
        z: Object.fromEntries(Object.entries(counts).map(([name, dropped]) => [name, { dropped }])),
      }),
      2_000,
    );
  const of = (book: typeof OPEN, probesLost: number) =>
    droppedOf(book, { fresh: "fresh", probesLost });
  assert.equal(of(drops({ old: 2, "-": 1, fresh: 5 }), 0), 3);
  assert.equal(of(drops({ old: 2 }), 2), 2, "the lost probes are those of the ledger");
  assert.equal(of(drops({ fresh: 2 }), 2), 0);
  assert.equal(of(drops({}), 2), 2, "nobody else noticed");
  assert.equal(droppedOf(undefined, { fresh: undefined, probesLost: 1 }), 1);
});

Deno.test("probes of every process count, each from 0", () => {
  const book = { sent: 0, lost: 0, live: { sent: 0, lost: 0 }, isOn: true };
  const one = countProbes(book, { sent: 10, lost: 1 });
  const two = countProbes(one, { sent: 15, lost: 1 });
  assert.deepEqual([two.sent, two.lost], [15, 1]);
  const anew = countProbes(two, { sent: 3, lost: 1 });
  assert.deepEqual([anew.sent, anew.lost], [18, 2]);
  assert.deepEqual(countProbes(anew, { sent: 0, lost: 0 }).sent, 18, "stopped twice");
  const ended = endProbes(anew);
  assert.deepEqual([ended.isOn, ended.sent, ended.live.sent], [false, 18, 0]);
  assert.equal(countProbes(ended, { sent: 2, lost: 0 }).sent, 20);
});

Deno.test("what only probes tell of is said to be so", () => {
  const probes = { sent: 60, lost: 5, live: { sent: 60, lost: 5 }, isOn: true };
  const why = (dropped: number, lost: number) => {
    const ledger = addReading(OPEN, reading({ a: { "-": { dropped } } }), 2_000);
    const state = { names: { old: "old", fresh: "fresh" }, isGoingBack: false };
    const work = { settings: { mostDropped: 0 }, plan: { old: { name: "old" } }, state };
    return tooManyDropped(work as never, { ledger, probes: { ...probes, lost } });
  };
  assert.equal(why(0, 0), undefined);
  assert.equal(why(2, 0), "2 requests were dropped as traffic moved, 0 may be");
  assert.equal(why(2, 2), "2 requests were dropped as traffic moved, 0 may be");
  assert.equal(
    why(2, 5),
    "5 requests were dropped as traffic moved (3 of them probes that no gateway answered), 0 may be",
  );
});
