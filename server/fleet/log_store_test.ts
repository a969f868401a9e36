import assert from "node:assert/strict";
import type { LogLine } from "@netops/core/contracts";
import { FakeClock } from "@netops/core/testing";
import { LogStore } from "./log_store.ts";

/** Runs a test over a store in a folder of its own. */
async function withStore(
  run: (store: LogStore, dir: string, clock: FakeClock) => void | Promise<void>,
): Promise<void> {
  const dir = await Deno.makeTempDir({ prefix: "netops-logs-" });
  const clock = new FakeClock();
  const store = new LogStore({ dir, clock, rotateBytes: 1_000, keepFiles: 2 });
  try {
    await run(store, dir, clock);
  } finally {
    store.close();
    await Deno.remove(dir, { recursive: true });
  }
}

const SOURCE = { instance: "hello-v000-ab12", app: "hello" };
const out = (text: string) => ({ stream: "stdout" as const, text });

function linesOf(path: string): LogLine[] {
  return Deno.readTextFileSync(path).trim().split("\n").map((line) => JSON.parse(line));
}

Deno.test("append() writes JSON lines for the owner's eyes only", async () => {
  await withStore((store, dir, clock) => {
    store.append(SOURCE, out("hi"));
    store.append(SOURCE, { stream: "stderr", text: '{"level":"warn","msg":"slow","ms":3}' });
    const path = `${dir}/hello-v000-ab12.jsonl`;
    const base = { tsMs: clock.nowMs(), ...SOURCE };
    assert.deepEqual(linesOf(path), [
      { ...base, stream: "stdout", level: "info", text: "hi" },
      { ...base, stream: "stderr", level: "warn", text: "slow", fields: { ms: 3 } },
    ]);
    assert.equal(Deno.statSync(path).mode! & 0o777, 0o600);
  });
});

Deno.test("parts of a long line have the level of the first, and say which part they are", async () => {
  await withStore((store, dir) => {
    const part = (number: number, text: string) => ({ ...out(text), part: number });
    store.append(SOURCE, part(1, '{"level":"error","msg":"aa'));
    store.append(SOURCE, { stream: "stderr", text: "between" });
    store.append(SOURCE, part(2, 'bb"}'));
    store.append(SOURCE, out("after"));
    const lines = linesOf(`${dir}/hello-v000-ab12.jsonl`);
    assert.deepEqual(lines.map(({ level, fields }) => [level, fields?.["netops.part"]]), [
      ...[["error", 1], ["info", undefined], ["error", 2], ["info", undefined]],
    ]);
  });
});

Deno.test("lines in memory are bounded by their size, too", async () => {
  await withStore((store) => {
    for (let number = 0; number < 30; number++) store.append(SOURCE, out("x".repeat(1_000_000)));
    assert.equal(store.tail({}, 200).length, 4);
    store.append(SOURCE, out("x".repeat(9_000_000)));
    assert.equal(store.tail({}, 200).length, 1);
  });
});

Deno.test("a file is rotated above its size, and only so many are kept", async () => {
  await withStore((store, dir) => {
    for (let number = 0; number < 100; number++) store.append(SOURCE, out(`line ${number}`));
    const names = [...Deno.readDirSync(dir)].map((entry) => entry.name).sort();
    const base = "hello-v000-ab12.jsonl";
    assert.deepEqual(names, [base, `${base}.1`, `${base}.2`]);
    for (const name of names) assert.ok(Deno.statSync(`${dir}/${name}`).size <= 1_000, name);
    const texts = [2, 1, 0].flatMap((age) => linesOf(`${dir}/${base}${age ? `.${age}` : ""}`))
      .map((line) => Number(line.text.slice(5)));
    assert.deepEqual(texts, texts.map((_, at) => 100 - texts.length + at));
  });
});

Deno.test("tail() gives the last lines by app and instance, oldest first", async () => {
  await withStore((store, _dir, clock) => {
    const other = { instance: "other-v000-1", app: "other" };
    for (let number = 0; number < 300; number++) {
      clock.advance(1);
      store.append(number % 2 === 0 ? SOURCE : other, out(String(number)));
    }
    const texts = (select: { app?: string; instance?: string }, count: number) =>
      store.tail(select, count).map((line) => line.text);
    assert.deepEqual(texts({}, 3), ["297", "298", "299"]);
    assert.deepEqual(texts({ app: "hello" }, 2), ["296", "298"]);
    assert.deepEqual(texts({ instance: "other-v000-1" }, 2), ["297", "299"]);
    assert.deepEqual(texts({ app: "nobody" }, 2), []);
    assert.deepEqual(texts({}, 0), []);
    assert.equal(texts({ app: "hello" }, 1_000).length, 150);
  });
});

Deno.test("the memory keeps 200 lines of an instance", async () => {
  await withStore((store) => {
    for (let number = 0; number < 500; number++) store.append(SOURCE, out(String(number)));
    const tail = store.tail({}, 1_000);
    assert.equal(tail.length, 200);
    assert.equal(tail[0]?.text, "300");
  });
});

Deno.test("a disk that takes nothing costs lines on disk, never the tail or the watchers", async () => {
  await withStore(async (store, dir) => {
    await Deno.remove(dir, { recursive: true });
    const seen: string[] = [];
    store.watch((line) => seen.push(line.text));
    store.append(SOURCE, out("lost"));
    assert.equal(store.lostLines, 1);
    await Deno.mkdir(dir);
    store.append(SOURCE, out("kept"));
    assert.equal(store.lostLines, 1);
    assert.deepEqual(seen, ["lost", "kept"]);
    assert.deepEqual(store.tail({}, 9).map((line) => line.text), ["lost", "kept"]);
    assert.deepEqual(linesOf(`${dir}/hello-v000-ab12.jsonl`).map((line) => line.text), ["kept"]);
  });
});

Deno.test("watch() ends when it is told to", async () => {
  await withStore((store) => {
    const seen: string[] = [];
    const stop = store.watch((line) => seen.push(line.text));
    store.append(SOURCE, out("one"));
    stop();
    store.append(SOURCE, out("two"));
    assert.deepEqual(seen, ["one"]);
  });
});

Deno.test("a line that comes after release() is written and leaves no file open", async () => {
  await withStore((store, dir) => {
    store.append(SOURCE, out("alive"));
    store.release(SOURCE.instance);
    store.append(SOURCE, out("last words"));
    const path = `${dir}/hello-v000-ab12.jsonl`;
    assert.deepEqual(linesOf(path).map((line) => line.text), ["alive", "last words"]);
    const open = [...Deno.readDirSync("/proc/self/fd")].map((entry) => {
      try {
        return Deno.readLinkSync(`/proc/self/fd/${entry.name}`);
      } catch {
        return "";
      }
    });
    assert.ok(!open.includes(path));
    store.release("nobody");
  });
});

Deno.test("the tails of the last 50 dead instances are kept", async () => {
  await withStore((store) => {
    for (let number = 0; number < 60; number++) {
      const instance = `hello-v000-${number}`;
      store.append({ instance, app: "hello" }, out(String(number)));
      store.release(instance);
    }
    assert.equal(store.tail({}, 100).length, 50);
    assert.equal(store.tail({ instance: "hello-v000-59" }, 1).length, 1);
  });
});

Deno.test("an instance that comes back under its id goes on in its file, which stays open", async () => {
  await withStore((store, dir) => {
    store.append(SOURCE, out("first life"));
    store.release(SOURCE.instance);
    store.begin(SOURCE.instance);
    store.append(SOURCE, out("second life"));
    // A file that is open is not opened anew: it takes the line although its name is gone.
    Deno.renameSync(`${dir}/hello-v000-ab12.jsonl`, `${dir}/moved`);
    store.append(SOURCE, out("still there"));
    const texts = linesOf(`${dir}/moved`).map((line) => line.text);
    assert.deepEqual(texts, ["first life", "second life", "still there"]);
    assert.equal(store.tail({ instance: SOURCE.instance }, 10).length, 3);
  });
});
