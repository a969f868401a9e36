import assert from "node:assert/strict";
import fc from "fast-check";
import type { ViewerBeacon } from "@netops/core/contracts";
import {
  claim,
  displace,
  hear,
  liveStreams,
  SILENT_MS,
  type StreamBook,
  type Wish,
  withdraw,
} from "./streams.ts";

const wish = (sessionId: string, change: Partial<Wish> = {}): Wish => ({
  ...{ sessionId, playId: undefined, profileId: "main", titleId: "t", title: "T" },
  ...{ durationMs: 10_000, positionMs: 0, maxStreams: 2 },
  ...change,
});

const beacon = (type: ViewerBeacon["type"], positionMs = 0): ViewerBeacon => ({
  type,
  positionMs,
  tsMs: 0,
});

/** The book after plays that must all have got a place. */
function bookOf(wishes: readonly Wish[], nowMs = 0): StreamBook {
  return wishes.reduce<StreamBook>((book, one) => {
    const got = claim(book, one, nowMs);
    assert.equal(got.kind, "claimed");
    return got.book;
  }, []);
}

const say = (sessionId: string, ...beacons: ViewerBeacon[]) => ({ sessionId, beacons });

Deno.test("a place is refused when all are taken, and the count is named", () => {
  const book = bookOf([wish("a"), wish("b")]);
  assert.deepEqual(claim(book, wish("c"), 0), { kind: "refused", live: 2 });
});

Deno.test("a session gives its place free by end, by stop, and by 30 s of silence, not before", () => {
  const book = bookOf([wish("a"), wish("b")]);
  for (const type of ["end", "stop"] as const) {
    const heard = hear(book, say("a", beacon(type)), 1);
    assert.equal(claim(heard!.book, wish("c"), 2).kind, "claimed");
  }
  assert.equal(claim(book, wish("c"), SILENT_MS - 1).kind, "refused");
  assert.equal(claim(book, wish("c"), SILENT_MS).kind, "claimed");
});

Deno.test("a heartbeat keeps the place", () => {
  const heard = hear(bookOf([wish("a"), wish("b")]), say("a", beacon("heartbeat")), SILENT_MS - 1);
  const live = liveStreams(heard!.book, SILENT_MS);
  assert.deepEqual(live.map(({ sessionId }) => sessionId), ["a"]);
});

Deno.test("the same play id gives the same session, another title or play another one", () => {
  const book = bookOf([wish("a", { playId: "p" })]);
  const again = claim(book, wish("b", { playId: "p" }), 5);
  assert.equal(again.kind === "resumed" && again.stream.sessionId, "a");
  assert.equal(claim(book, wish("b", { playId: "p", titleId: "u" }), 5).kind, "claimed");
  assert.equal(claim(book, wish("b", { playId: "q" }), 5).kind, "claimed");
});

Deno.test("a play that is sent again after a silence gets its session back when a place is free", () => {
  const book = bookOf([wish("a", { playId: "p" })]);
  const again = claim(book, wish("b", { playId: "p" }), SILENT_MS);
  assert.equal(again.kind === "resumed" && again.stream.sessionId, "a");
  const full = [...book, ...bookOf([wish("c"), wish("d")], SILENT_MS)];
  assert.equal(claim(full, wish("b", { playId: "p" }), SILENT_MS).kind, "refused");
});

Deno.test("a write that arrived twice finds its own session", () => {
  const again = claim(bookOf([wish("a"), wish("b")]), wish("b"), 0);
  assert.equal(again.kind, "resumed");
});

Deno.test("a start counts once a session, however often it is told", () => {
  const first = hear(bookOf([wish("a")]), say("a", beacon("start"), beacon("start")), 1);
  assert.equal(first?.justStarted, true);
  assert.equal(hear(first!.book, say("a", beacon("start")), 2)?.justStarted, false);
});

Deno.test("a session that fell silent lives again when a place is free, and is displaced when none is", () => {
  const silent = bookOf([wish("a")]);
  assert.equal(hear(silent, say("a", beacon("heartbeat")), SILENT_MS)?.stream.state, "live");
  const taken = bookOf([wish("b"), wish("c")], SILENT_MS);
  const heard = hear([...silent, ...taken], say("a", beacon("heartbeat")), SILENT_MS);
  assert.deepEqual([heard?.stream.state, heard?.counts], ["displaced", false]);
  assert.equal(hear(heard!.book, say("a", beacon("heartbeat")), SILENT_MS)?.counts, false);
});

Deno.test("what a player says after its end changes nothing", () => {
  const ended = hear(bookOf([wish("a")]), say("a", beacon("end", 9)), 1)!;
  const late = hear(ended.book, say("a", beacon("start", 5)), 2)!;
  assert.deepEqual([late.stream.state, late.counts, late.justStarted], ["ended", false, false]);
  assert.equal(late.book, ended.book);
});

Deno.test("an owner ends a live session, and only a live one", () => {
  const book = bookOf([wish("a")]);
  assert.equal(displace(book, "other", 0), undefined);
  const ended = displace(book, "a", 0)!;
  assert.equal(displace(ended, "a", 0), undefined);
  assert.equal(hear(ended, say("a", beacon("heartbeat")), 1)?.stream.state, "displaced");
});

Deno.test("a play that could not be answered leaves nothing", () => {
  assert.deepEqual(withdraw(bookOf([wish("a")]), "a"), []);
});

Deno.test("whatever is played, said and ended, never more than the plan allows are live", () => {
  const step = fc.record({
    kind: fc.constantFrom("play", "heartbeat", "start", "stop", "displace"),
    who: fc.integer({ min: 0, max: 9 }),
    afterMs: fc.integer({ min: 0, max: SILENT_MS / 2 }),
  });
  const steps = fc.array(step, { maxLength: 60 });
  fc.assert(fc.property(steps, fc.integer({ min: 1, max: 4 }), (all, maxStreams) => {
    let book: StreamBook = [];
    let nowMs = 0;
    let plays = 0;
    const started = new Map<string, number>();
    for (const { kind, who, afterMs } of all) {
      nowMs += afterMs;
      const sessionId = book[who % Math.max(1, book.length)]?.sessionId ?? "none";
      if (kind === "play") {
        const wanted = wish(`s${plays++}`, { maxStreams, playId: `p${who}` });
        const free = liveStreams(book, nowMs).length < maxStreams;
        const got = claim(book, wanted, nowMs);
        assert.ok(got.kind !== "refused" || !free, "a free place is never refused");
        if (got.kind !== "refused") book = got.book;
      } else if (kind === "displace") book = displace(book, sessionId, nowMs) ?? book;
      else {
        const heard = hear(book, say(sessionId, beacon(kind as ViewerBeacon["type"])), nowMs);
        if (heard?.justStarted) started.set(sessionId, (started.get(sessionId) ?? 0) + 1);
        book = heard?.book ?? book;
      }
      const live = liveStreams(book, nowMs);
      assert.ok(live.length <= maxStreams);
      assert.equal(new Set(live.map((stream) => stream.playId)).size, live.length);
      assert.ok(book.length <= 20 + maxStreams + 1);
    }
    assert.ok([...started.values()].every((count) => count === 1));
  }));
});
