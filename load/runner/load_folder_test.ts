import assert from "node:assert/strict";
import type { LoadReport } from "../report/load_report.ts";
import { LoadFolder } from "./load_folder.ts";
import { recoverReport } from "./recover_report.ts";
import { orderOf } from "./runner_fixture.ts";

const TEXTS = { "report.html": "<p>", "report.md": "#", "report.xml": "<x/>" };

Deno.test("files of a load are for their owner only, and accounts are gone when they are removed", async () => {
  const dir = await Deno.makeTempDir();
  const folder = new LoadFolder(`${dir}/l1`);
  folder.begin(orderOf());
  folder.writeAccounts([{ email: "a", password: "b", accessToken: "c" }]);
  for (const path of [folder.orderPath, folder.accountsPath]) {
    assert.equal((Deno.statSync(path).mode ?? 0) & 0o777, 0o600);
  }
  folder.removeAccounts();
  folder.removeAccounts();
  assert.throws(() => Deno.statSync(folder.accountsPath), Deno.errors.NotFound);
  await Deno.remove(dir, { recursive: true });
});

Deno.test("lines of sessions are kept in order, and what ran beside is read", async () => {
  const dir = await Deno.makeTempDir();
  const folder = new LoadFolder(dir);
  assert.deepEqual(folder.readCompanions(), []);
  for (const index of [0, 1, 2]) {
    folder.addLine({ type: "mark", index, atMs: 1, mark: "stalled" });
    if (index !== 0) folder.flush();
  }
  const lines = Deno.readTextFileSync(`${dir}/sessions.jsonl`).trimEnd().split("\n");
  assert.deepEqual(lines.map((line) => JSON.parse(line).index), [0, 1, 2]);
  const companion = { kind: "chaos", name: "hang", outcome: "held", exitCode: 0 };
  Deno.writeTextFileSync(`${dir}/companions.json`, JSON.stringify([companion]));
  assert.deepEqual(folder.readCompanions(), [companion]);
  await Deno.remove(dir, { recursive: true });
});

Deno.test("a folder that cannot be written stops no load, but is an error for a report", async () => {
  const dir = await Deno.makeTempDir();
  Deno.writeTextFileSync(`${dir}/file`, "");
  const folder = new LoadFolder(`${dir}/file/l1`);
  folder.addLine({ type: "mark", index: 0, atMs: 1, mark: "stalled" });
  folder.flush();
  assert.throws(() => folder.writeReports({} as LoadReport, TEXTS), { code: "HOME_NOT_WRITABLE" });
  await Deno.remove(dir, { recursive: true });
});

Deno.test("a load whose runner was killed is reported as far as it was written down", async () => {
  const dir = await Deno.makeTempDir();
  const folder = new LoadFolder(dir);
  assert.equal(recoverReport(folder), undefined);
  folder.begin(orderOf({ folder: dir }));
  assert.equal(recoverReport(folder), undefined);
  folder.writeAccounts([{ email: "a", password: "b", accessToken: "c" }]);
  folder.noteProgress({
    ...{ tsMs: 3_000, elapsedMs: 2_000, totalMs: 4_000, phase: "running", attempted: 4 },
    ...{ started: 2, failed: 0, running: 2, spsLast10s: 1, startupP95Ms: 90, stalls: 0 },
    ...{ failovers: 0, droppedIterations: 0, lastEvents: [] },
  });
  for (const index of [0, 1]) {
    const scheduledAtMs = 1_000 + index * 500;
    folder.addLine({
      ...{ type: "start", index, scheduledAtMs, startedAtMs: scheduledAtMs },
      ...{ atMs: scheduledAtMs + 90, outcome: "started" },
    });
  }
  folder.flush();
  Deno.writeTextFileSync(`${dir}/sessions.jsonl`, `{"type":"sta`, { append: true });
  const report = recoverReport(folder);
  assert.deepEqual([report?.verdict, report?.exitCode], ["inconclusive", 9]);
  assert.match(report?.reason ?? "", /its runner was killed/);
  assert.deepEqual([report?.starts.started, report?.endedAtMs], [2, 3_000]);
  assert.equal(folder.readReport()?.id, "l1");
  assert.throws(() => Deno.statSync(folder.accountsPath), Deno.errors.NotFound);
  await Deno.remove(dir, { recursive: true });
});
