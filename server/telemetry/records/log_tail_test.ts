import assert from "node:assert/strict";
import fc from "fast-check";
import type { LogLine } from "@netops/core/contracts";
import { LogTail } from "./log_tail.ts";
import { NOW_MS, openTestRecords, type TestRecords } from "./test_records.ts";

interface World extends TestRecords {
  readonly dir: string;
  tail: LogTail;
  /** A tail that knows only what is stored, as after a crash. */
  again(): LogTail;
  texts(): Promise<string[]>;
  /** What was told of stored lines. */
  readonly told: string[];
}

async function inWorld(body: (world: World) => Promise<void> | void): Promise<void> {
  const dir = await Deno.makeTempDir();
  const records = openTestRecords();
  const { store, timer, dropped } = records;
  const told: string[] = [];
  const again = () =>
    new LogTail({
      onStored: (rows) => told.push(...rows.map(({ text }) => text)),
      ...{ dir, store, timer, clock: timer.clock },
      onDrop: (kind, reason, count) =>
        dropped.set(`${kind}/${reason}`, (dropped.get(`${kind}/${reason}`) ?? 0) + count),
    });
  const texts = async () =>
    (await store.findLogs({}, { limit: 10_000 })).lines.map(({ text }) => text);
  try {
    await body({ ...records, dir, again, texts, told, tail: again() });
  } finally {
    store.close();
    await Deno.remove(dir, { recursive: true });
  }
}

let seq = 0;
function line(text: string): string {
  const row: LogLine = {
    tsMs: NOW_MS - 10_000 + seq++,
    instance: "a-1",
    app: "a",
    stream: "stdout",
    level: "info",
    text,
  };
  return `${JSON.stringify(row)}\n`;
}

const append = (path: string, text: string) => Deno.writeTextFileSync(path, text, { append: true });

Deno.test("lines are taken once, across turns and restarts, a last one when it is whole, and told as often", () =>
  inWorld(async ({ dir, tail, again, texts, told }) => {
    const path = `${dir}/a-1.jsonl`;
    append(path, line("one") + line("two").slice(0, 20));
    tail.turn();
    tail.turn();
    assert.deepEqual(await texts(), ["one"]);
    seq--;
    append(path, line("two").slice(20) + line("three"));
    again().turn();
    again().turn();
    assert.deepEqual(await texts(), ["one", "two", "three"]);
    assert.deepEqual(told, ["one", "two", "three"]);
  }));

Deno.test("rotation, truncation, deletion and a file with a reused number lose nothing and repeat nothing", () =>
  inWorld(async ({ dir, tail, texts }) => {
    const path = `${dir}/a-1.jsonl`;
    append(path, line("1"));
    tail.turn();
    append(path, line("2"));
    Deno.renameSync(path, `${path}.1`);
    append(path, line("3"));
    tail.turn();
    Deno.renameSync(`${path}.1`, `${path}.2`);
    append(path, line("4"));
    Deno.renameSync(path, `${path}.1`);
    tail.turn();
    assert.deepEqual(await texts(), ["1", "2", "3", "4"]);
    Deno.removeSync(`${path}.2`);
    append(path, line("5"));
    tail.turn();
    // The same inode begins anew, first shorter, then longer than what was read.
    Deno.writeTextFileSync(path, line("six"));
    tail.turn();
    Deno.writeTextFileSync(path, line("seven") + line("eight") + line("nine"));
    tail.turn();
    tail.turn();
    assert.deepEqual(await texts(), ["1", "2", "3", "4", "5", "six", "seven", "eight", "nine"]);
  }));

Deno.test("what is no line is counted and passed, a line of 1 MB is cut with a mark, old ones stay away", () =>
  inWorld(async ({ dir, tail, texts, dropped }) => {
    const path = `${dir}/a-1.jsonl`;
    append(path, 'not json\n\n[]\nnull\n{"tsMs":1}\n' + line("good"));
    Deno.writeFileSync(path, new Uint8Array([0xff, 0xfe, 0x00, 10]), { append: true });
    append(path, line("x".repeat(1_000_000)) + line("after"));
    append(path, line("ancient").replace(/"tsMs":\d+/, '"tsMs":1000'));
    Deno.writeTextFileSync(`${dir}/fleet.log`, line("of fleet"));
    for (let turn = 0; turn < 5; turn++) tail.turn();
    const found = await texts();
    assert.equal(found.length, 3);
    assert.deepEqual([found[0], found[1]], ["good", "after"]);
    assert.match(found[2] ?? "", /^\{"tsMs".*x… \[cut: more than 256 KB\]$/);
    assert.deepEqual([...dropped], [["logs/malformed", 5], ["logs/too-old", 1]]);
  }));

Deno.test("a turn reads about 1 MB, and says how much is left", () =>
  inWorld(async ({ dir, tail, texts }) => {
    const text = Array.from({ length: 5_000 }, (_, n) => line(`${n} ${"y".repeat(500)}`)).join("");
    append(`${dir}/a-1.jsonl`, text);
    tail.turn();
    assert.ok(
      tail.behindBytes > 1_000_000 && tail.behindBytes < text.length,
      `${tail.behindBytes}`,
    );
    for (let turn = 0; turn < 4; turn++) tail.turn();
    assert.equal(tail.behindBytes, 0);
    assert.equal((await texts()).length, 5_000);
  }));

Deno.test("what the store cannot write is read again", () =>
  inWorld(({ dir, timer }) => {
    append(`${dir}/a-1.jsonl`, line("one"));
    let refuses = true;
    let taken = 0;
    const stub = {
      addTailed: (rows: readonly unknown[]) => {
        if (!refuses) taken += rows.length;
        return !refuses;
      },
      tailEntries: () => [],
      forgetTails: () => undefined,
    };
    const tail = new LogTail({ dir, store: stub, timer, clock: timer.clock });
    tail.turn();
    assert.deepEqual([taken, tail.behindBytes > 0], [0, true]);
    refuses = false;
    tail.turn();
    tail.turn();
    assert.equal(taken, 1);
  }));

Deno.test("a tail looks twice a second until it is stopped, and forgets what is gone for ten minutes", () =>
  inWorld(async ({ dir, tail, timer, store, texts }) => {
    const path = `${dir}/a-1.jsonl`;
    append(path, line("one"));
    tail.start();
    append(path, line("two"));
    await timer.advance(500);
    assert.deepEqual(await texts(), ["one", "two"]);
    Deno.removeSync(path);
    await timer.advance(500_000);
    assert.equal(store.tailEntries().length, 1);
    await timer.advance(200_000);
    assert.equal(store.tailEntries().length, 0);
    tail.stop();
  }));

type Step = "append" | "half" | "rotate" | "turn" | "restart";
const step = fc.constantFrom<Step>(
  "append",
  "append",
  "append",
  "half",
  "rotate",
  "turn",
  "turn",
  "restart",
);

Deno.test("any order of writing, rotating, reading and restarting gives each line once and in order", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), (steps) =>
      inWorld(async (world) => {
        const path = `${world.dir}/a-1.jsonl`;
        const written: string[] = [];
        let half = "";
        const put = () => {
          append(path, half === "" ? line(`n${written.length}`) : half);
          written.push(`n${written.length}`);
          half = "";
        };
        const acts: Record<Step, () => void> = {
          append: put,
          half: () => {
            if (half !== "") return;
            const text = line(`n${written.length}`);
            append(path, text.slice(0, 15));
            half = text.slice(15);
          },
          rotate: () => {
            if (half !== "") put();
            for (const [from, to] of [[".1", ".2"], ["", ".1"]]) {
              try {
                // What would fall off the end is read before: fleet keeps more than two.
                if (from === ".1") world.tail.turn();
                Deno.renameSync(`${path}${from}`, `${path}${to}`);
              } catch {
                // Nothing to rotate yet.
              }
            }
          },
          turn: () => world.tail.turn(),
          restart: () => {
            world.tail = world.again();
          },
        };
        for (const each of steps) acts[each]();
        if (half !== "") put();
        world.tail.turn();
        world.tail.turn();
        assert.deepEqual(await world.texts(), written);
      })),
    // The third file may get the number of the first one, and is as long.
    { numRuns: 60, examples: [[["append", "rotate", "append", "rotate", "rotate", "append"]]] },
  );
});
