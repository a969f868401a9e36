import assert from "node:assert/strict";
import type { EventsQuery } from "@netops/core/clients";
import type { EventsDocument, TimelineEvent } from "@netops/core/contracts";
import { FakeTimer } from "@netops/core/testing";
import { EventReader } from "./event_reader.ts";

type Facts = [subject: string, data?: Record<string, unknown>];

/** A fleet that has a time line, and can be away. */
class FakeFleet {
  readonly all: TimelineEvent[] = [];
  isAway = false;
  doesHang = false;

  add(tsMs: number, kind: string, ...[subject, data = {}]: Facts): void {
    this.all.push({ tsMs, seq: this.all.length + 1, kind, subject, actor: "fleet", data });
  }

  events({ afterSeq = 0, kind, limit = 100 }: EventsQuery = {}): Promise<EventsDocument> {
    if (this.doesHang) return new Promise(() => undefined);
    if (this.isAway) return Promise.reject(new Error("away"));
    const events = this.all
      .filter((one) => one.seq > afterSeq && (kind === undefined || one.kind.startsWith(kind)))
      .slice(-limit);
    return Promise.resolve({ schema: "netops.events/v1", events });
  }
}

function rig() {
  const [timer, fleet] = [new FakeTimer(), new FakeFleet()];
  return { timer, fleet, open: () => new EventReader({ fleet, timer }) };
}

Deno.test("faults of before are known, other events of before are not, and none is read twice", async () => {
  const { timer, fleet, open } = rig();
  fleet.add(10, "process.up", "old-1");
  fleet.add(20, "fault.injected", "f1", { kind: "hang" });
  const reader = open();
  await timer.advance(1_000);
  fleet.add(150, "process.gone", "oca-1", { failed: true });
  await timer.advance(3_000);
  assert.equal(reader.latest(9, 0).length, 2);
  fleet.add(190, "fault.undone", "f1");
  const events = await reader.close(100, 200);
  assert.deepEqual(events.map(({ text, endMs }) => [text, endMs]), [
    ["hang", 190],
    ["oca-1 died", undefined],
  ]);
  assert.equal(timer.pendingCount, 0);
});

Deno.test("a fleet that was away tells later what happened, and one that is gone has told what it told", async () => {
  const { timer, fleet, open } = rig();
  const reader = open();
  await timer.advance(1_000);
  fleet.isAway = true;
  fleet.add(110, "process.gone", "oca-1", { failed: true });
  await timer.advance(2_000);
  assert.equal(reader.latest(9, 0).length, 0);
  fleet.isAway = false;
  await timer.advance(1_000);
  fleet.isAway = true;
  assert.equal((await reader.close(100, 200)).length, 1);
});

Deno.test("a fleet that hangs does not hold up the report", async () => {
  const { timer, fleet, open } = rig();
  const reader = open();
  await timer.advance(1_000);
  fleet.doesHang = true;
  const closing = reader.close(100, 200);
  await timer.advance(750);
  assert.deepEqual(await closing, []);
});
