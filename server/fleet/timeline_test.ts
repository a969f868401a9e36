import assert from "node:assert/strict";
import type { TimelineEvent } from "@netops/core/contracts";
import { FakeClock } from "@netops/core/testing";
import { type EventQuery, type EventStore, isOfKind, Timeline } from "./timeline.ts";

/** A store in memory that can be broken. */
class MemoryStore implements EventStore {
  readonly events: TimelineEvent[] = [];
  broken = false;
  first = 0;

  lastSeq(): number {
    return this.first;
  }

  append(events: readonly TimelineEvent[]): void {
    if (this.broken) throw new Error("disk full");
    this.events.push(...events);
  }

  read({ afterSeq, kinds, limit }: Parameters<EventStore["read"]>[0]): TimelineEvent[] {
    if (this.broken) throw new Error("disk full");
    const all = this.events.filter((event) => event.seq > afterSeq && isOfKind(event, kinds));
    return all.slice(Math.max(0, all.length - limit));
  }
}

const ALL: EventQuery = { afterSeq: 0, kinds: [], limit: 1_000 };
const draft = (kind: string, subject = "x") => ({ kind, subject, actor: "fleet" });

function begin(store = new MemoryStore()) {
  const clock = new FakeClock();
  return { clock, store, timeline: new Timeline(clock, store) };
}

/** A batch of one source with these numbers. */
function batchOf(source: string, ...numbers: number[]) {
  const events = numbers.map((srcSeq) => ({
    srcSeq,
    tsMs: 10 + srcSeq,
    kind: "web.opened",
    subject: String(srcSeq),
    data: {},
  }));
  return { source, events };
}

Deno.test("events are numbered from 1 without a gap, and kept with their own time", () => {
  const { clock, store, timeline } = begin();
  timeline.record(draft("a"));
  clock.advance(5);
  timeline.record({ ...draft("b"), tsMs: 3, traceId: "t", data: { n: 1 } });
  assert.deepEqual(store.events, timeline.read(ALL));
  assert.deepEqual(timeline.read(ALL), [
    { tsMs: 1_700_000_000_000, seq: 1, kind: "a", subject: "x", actor: "fleet", data: {} },
    { tsMs: 3, seq: 2, kind: "b", subject: "x", actor: "fleet", data: { n: 1 }, traceId: "t" },
  ]);
});

Deno.test("numbering goes on where the store ended", () => {
  const store = new MemoryStore();
  store.first = 41;
  assert.equal(begin(store).timeline.record(draft("a")).seq, 42);
});

Deno.test("a batch that is sent again is taken once, also when it overlaps or is out of order", () => {
  const { timeline } = begin();
  assert.equal(timeline.take(batchOf("web-1", 0, 1, 2)), 3);
  assert.equal(timeline.take(batchOf("web-1", 0, 1, 2)), 0);
  assert.equal(timeline.take(batchOf("web-1", 2, 3)), 1);
  assert.equal(timeline.take(batchOf("web-1", 5, 5, 4)), 1);
  assert.equal(timeline.take(batchOf("web-1", 4, 5)), 0);
  assert.equal(timeline.take(batchOf("web-2", 0)), 1);
  assert.equal(timeline.take({ source: "web-2", events: [] }), 0);
  const events = timeline.read(ALL);
  assert.deepEqual(events.map((event) => event.seq), [1, 2, 3, 4, 5, 6]);
  assert.deepEqual(events.map((event) => event.subject), ["0", "1", "2", "3", "5", "0"]);
  assert.deepEqual(events.map((event) => event.actor).at(-1), "web-2");
  assert.equal(events[0]?.tsMs, 10);
});

Deno.test("a store that fails costs the disk its events, and is counted, but nobody else", () => {
  const { store, timeline } = begin();
  const seen: number[] = [];
  timeline.watch((event) => seen.push(event.seq));
  timeline.record(draft("a"));
  store.broken = true;
  timeline.record(draft("b"));
  timeline.take(batchOf("web-1", 0, 1));
  assert.equal(timeline.lostEvents, 3);
  assert.deepEqual(timeline.read(ALL).map((event) => event.seq), [1, 2, 3, 4]);
  assert.deepEqual(seen, [1, 2, 3, 4]);
  store.broken = false;
  assert.equal(timeline.record(draft("c")).seq, 5);
});

Deno.test("read() filters by number and kind, and gives the last ones", () => {
  const { timeline } = begin();
  for (const kind of ["process.up", "process.gone", "processes", "app.scale", "process"]) {
    timeline.record(draft(kind));
  }
  const kinds = (query: Partial<EventQuery>) =>
    timeline.read({ ...ALL, ...query }).map((event) => event.kind);
  assert.deepEqual(kinds({ kinds: ["process"] }), ["process.up", "process.gone", "process"]);
  assert.deepEqual(kinds({ kinds: ["process.up", "app"] }), ["process.up", "app.scale"]);
  assert.deepEqual(kinds({ afterSeq: 3 }), ["app.scale", "process"]);
  assert.deepEqual(kinds({ limit: 1 }), ["process"]);
  assert.deepEqual(kinds({ limit: 0 }), []);
});

Deno.test("read() goes to the store for what memory has let go, and to memory when it is broken", () => {
  const { store, timeline } = begin();
  for (let number = 0; number < 10_050; number++) timeline.record(draft("a"));
  assert.equal(timeline.read({ ...ALL, limit: 20_000 }).length, 10_050);
  store.broken = true;
  assert.equal(timeline.read({ ...ALL, limit: 20_000 }).length, 10_000);
  assert.equal(timeline.read({ ...ALL, afterSeq: 10_040 }).length, 10);
});

Deno.test("watch() ends when it is told to", () => {
  const { timeline } = begin();
  const seen: string[] = [];
  const stop = timeline.watch((event) => seen.push(event.kind));
  timeline.record(draft("a"));
  stop();
  timeline.record(draft("b"));
  assert.deepEqual(seen, ["a"]);
});
