/**
 * Keeps records until it is killed: lines of its own in batches, lines of a log file that it writes itself.
 * Prints `kept N` when its own lines up to N are committed.
 *
 * @module
 */
import { createHost } from "@netops/core/host";
import { LogTail, openRecordStore } from "../../server/telemetry/records/mod.ts";

const [dir = "", from = "0"] = Deno.args;
const { clock, timer } = createHost();
const store = openRecordStore({ path: `${dir}/records.db`, clock, timer });
const tail = new LogTail({ dir: `${dir}/logs`, store, clock, timer });
tail.start();
const encoder = new TextEncoder();
const place = { app: "hello", instance: "hello-1", stream: "stdout" } as const;
const row = (text: string) => ({ tsMs: clock.nowMs(), level: "info", ...place, text }) as const;

for (let n = Number(from);;) {
  const lines = Array.from({ length: 50 }, () => row(`own ${++n}`));
  store.addLogs(lines);
  store.addSpans(lines.map((_, k) => ({
    ...{ traceId: `${n}`, spanId: `${k}`, service: "hello", instance: "hello-1", name: "GET /" },
    ...{ kind: "server", startMs: clock.nowMs(), durationMs: 1, status: "ok", attributes: {} },
  })));
  const tailed = lines.map(({ text, ...more }) =>
    `${JSON.stringify({ ...more, text: `file ${text}` })}\n`
  );
  Deno.writeTextFileSync(`${dir}/logs/hello-1.jsonl`, tailed.join(""), { append: true });
  if (n % 1_000 === 0) {
    // Not by n: after a kill it begins some lines earlier, and would write over the file before.
    const count = [...Deno.readDirSync(`${dir}/logs`)].length;
    Deno.renameSync(`${dir}/logs/hello-1.jsonl`, `${dir}/logs/hello-1.jsonl.${count}`);
  }
  if (n % 200 === 0) {
    store.flush();
    tail.turn();
    Deno.stdout.writeSync(encoder.encode(`kept ${n}\n`));
  }
  await timer.sleep(1);
}
