import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { createHost } from "@netops/core/host";
import { LogTail, openRecordStore, type RecordStore } from "../../server/telemetry/records/mod.ts";
import { kill } from "../harness/platform.ts";

const WRITER = new URL("./records_writer.ts", import.meta.url).pathname;
const KILLS = 5;

/** Starts a writer, kills it at a random moment; answers up to where it said that lines are kept. */
async function writeAndKill(dir: string, from: number): Promise<number> {
  const command = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-check", "--allow-all", WRITER, dir, String(from)],
    stdout: "piped",
  });
  const writer = command.spawn();
  let said = "";
  let deadline: ReturnType<typeof setTimeout> | undefined;
  for await (const text of writer.stdout.pipeThrough(new TextDecoderStream())) {
    said += text;
    deadline ??= setTimeout(() => kill(writer.pid, "SIGKILL"), 100 + Math.random() * 900);
  }
  assert.equal((await writer.status).signal, "SIGKILL");
  clearTimeout(deadline);
  return Number(said.match(/kept (\d+)\n/g)?.at(-1)?.slice(5) ?? from);
}

async function numbers(store: RecordStore, kind: RegExp): Promise<number[]> {
  const found: number[] = [];
  for (let untilId = 0;;) {
    const { lines, cursor } = store.logsAfter(
      { sql: "", values: [], match: undefined, accepts: undefined },
      untilId,
    );
    for (const { text } of lines) {
      const match = kind.exec(text);
      if (match !== null) found.push(Number(match[1]));
    }
    if (cursor === untilId) return await Promise.resolve(found);
    untilId = cursor;
  }
}

Deno.test("kill -9 in mid-write breaks no record, loses at most the open batch, and repeats no line", async () => {
  const dir = await Deno.makeTempDir();
  const { clock, timer } = createHost();
  try {
    Deno.mkdirSync(`${dir}/logs`);
    let last = 0;
    for (let round = 0; round < KILLS; round++) {
      const kept = await writeAndKill(dir, last);
      const asides: string[] = [];
      const store = openRecordStore({
        ...{ path: `${dir}/records.db`, clock, timer },
        onAside: (reason) => asides.push(reason),
      });
      try {
        assert.deepEqual([asides, store.wasKilled], [[], true]);
        const own = await numbers(store, /^own (\d+)$/);
        assert.equal(new Set(own).size, own.length, "no own line twice");
        assert.ok((own.at(-1) ?? 0) >= kept, `${own.at(-1)} of ${kept} that were kept`);
        const earlier = own.filter((n) => n > last);
        assert.deepEqual(
          earlier,
          earlier.map((_, at) => last + 1 + at),
          "no own line between is lost",
        );
        assert.equal(store.findTraces({ limit: 1_000 }).every(({ spans }) => spans <= 50), true);
        last = Math.max(...own);
        const tail = new LogTail({ dir: `${dir}/logs`, store, clock, timer });
        readToEnd(tail);
        const tailed = await numbers(store, /^file own (\d+)$/);
        assert.deepEqual(tailed, linesOnDisk(dir), "each line of the files once, in order");
      } finally {
        store.close();
      }
    }
    const db = new DatabaseSync(`${dir}/records.db`);
    assert.equal(db.prepare("pragma integrity_check").get()?.["integrity_check"], "ok");
    db.exec("insert into log_word (log_word) values ('integrity-check')");
    db.close();
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

function readToEnd(tail: LogTail): void {
  do tail.turn(); while (tail.behindBytes > 0);
}

/** The whole lines of all log files, oldest file first. */
function linesOnDisk(dir: string): number[] {
  const age = (name: string) => Number(/\.(\d+)$/.exec(name)?.[1] ?? Infinity);
  const names = [...Deno.readDirSync(`${dir}/logs`)].map(({ name }) => name)
    .sort((one, other) => age(one) - age(other));
  const text = names.map((name) => Deno.readTextFileSync(`${dir}/logs/${name}`)).join("");
  return [...text.matchAll(/"text":"file own (\d+)"\}\n/g)].map(([, n]) => Number(n));
}
