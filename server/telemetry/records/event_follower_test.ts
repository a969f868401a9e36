import assert from "node:assert/strict";
import type { TimelineEvent } from "@netops/core/contracts";
import { RecordingLogger } from "@netops/core/testing";
import { followEvents } from "./event_follower.ts";
import { NOW_MS, openTestRecords, type TestRecords } from "./test_records.ts";

function event(seq: number, kind = "instance.up", subject = "hello-1"): TimelineEvent {
  return { tsMs: NOW_MS - 1_000 + seq, seq, kind, subject, actor: "fleet", data: {} };
}

/** Follows a fleet that has these events and ends each stream; answers where streams began. */
async function follow(
  { store, timer }: TestRecords,
  { events, runId }: { events: readonly TimelineEvent[]; runId: string },
): Promise<number[]> {
  const stop = new AbortController();
  const starts: number[] = [];
  const fleet = {
    events: () =>
      Promise.resolve({ schema: "netops.events/v1" as const, events: [...events.slice(-1)] }),
    eventsStream: async function* ({ afterSeq = 0 }: { readonly afterSeq?: number }) {
      starts.push(afterSeq);
      yield* events.filter(({ seq }) => seq > afterSeq);
      await Promise.resolve();
      throw new Error("the stream broke");
    },
  };
  const logger = new RecordingLogger();
  const done = followEvents({ fleet, store, runId, timer, logger, signal: stop.signal });
  await timer.advance(600);
  stop.abort();
  await timer.advance(600);
  await done;
  return starts;
}

Deno.test("the time line is stored under its runs, once, and goes on where it ended", async () => {
  const records = openTestRecords();
  const first = [event(1, "platform.start", "run-1"), event(2)];
  assert.deepEqual(await follow(records, { events: first, runId: "run-1" }), [0, 2]);
  const second = [...first, event(3), event(4, "platform.start", "run-2"), event(5)];
  assert.deepEqual(await follow(records, { events: second, runId: "run-2" }), [2, 5]);
  const stored = records.store.timeline({ limit: 10 }).map(({ runId, seq }) => `${runId}/${seq}`);
  assert.deepEqual(stored, ["run-1/1", "run-1/2", "run-1/3", "run-2/4", "run-2/5"]);
  records.store.close();
});

Deno.test("a fleet that counts anew is followed from its start, and earlier runs stay", async () => {
  const records = openTestRecords();
  const before = [event(7, "platform.start", "run-1"), event(8), event(9)];
  await follow(records, { events: before, runId: "run-1" });
  const after = [event(1, "platform.start", "run-9"), event(2)];
  assert.deepEqual(await follow(records, { events: after, runId: "run-9" }), [0, 2]);
  assert.equal(records.store.timeline({ limit: 10 }).length, 5);
  assert.equal(records.store.lastEvent("run-9")?.seq, 2);
  records.store.close();
});
