import assert from "node:assert/strict";
import { OcaBook } from "./oca_book.ts";
import { OcaSeat } from "./oca_seat.ts";
import { ProbeRound } from "./probe_round.ts";
import { viewerSettings } from "./viewer_options.ts";

const OCAS = ["a", "b", "c", "d"].map((id) => ({ id, url: `http://${id}/master.m3u8` }));

function ids(ocas: readonly { readonly id: string }[]): string {
  return ocas.map(({ id }) => id).join("");
}

Deno.test("OcaBook leaves out who failed, longer each time, and forgets after a minute", () => {
  const book = new OcaBook(OCAS);
  book.penalize("a", 0);
  assert.equal(ids(book.available(4_999)), "bcd");
  assert.equal(book.nextFreeMs(4_999), 5_000);
  assert.equal(ids(book.available(5_000)), "abcd");
  book.penalize("a", 6_000);
  assert.equal(ids(book.available(15_999)), "bcd");
  assert.equal(ids(book.available(16_000)), "abcd");
  book.penalize("a", 70_000);
  assert.equal(ids(book.available(75_000)), "abcd");
});

Deno.test("OcaBook pardons all, and an empty offer changes nothing", () => {
  const book = new OcaBook(OCAS);
  for (const { id } of OCAS) book.penalize(id, 0);
  assert.equal(ids(book.available(1)), "");
  book.pardon();
  assert.equal(ids(book.available(1)), "abcd");
  book.offer([]);
  assert.equal(ids(book.ocas), "abcd");
  book.penalize("b", 1);
  book.offer(OCAS.slice(1));
  assert.equal(ids(book.available(2)), "cd");
});

Deno.test("ProbeRound takes the best rank as soon as it answers", () => {
  const round = new ProbeRound(OCAS.slice(0, 3), 0);
  assert.equal(round.decide(10), "wait");
  round.answered("b", "b", 10);
  assert.equal(round.decide(10), "wait");
  round.answered("a", "a", 40);
  assert.equal(decided(round, 40), "a");
});

Deno.test("ProbeRound does not wait for a better rank that failed or is much slower", () => {
  const failed = new ProbeRound(OCAS.slice(0, 3), 0);
  failed.answered("b", "b", 10);
  failed.failed("a");
  assert.equal(decided(failed, 10), "b");
  const slow = new ProbeRound(OCAS.slice(0, 3), 0);
  slow.answered("c", "c", 80);
  assert.equal(slow.decideAtMs, 240);
  slow.answered("b", "b", 90);
  assert.equal(slow.decide(239), "wait");
  assert.equal(decided(slow, 240), "b");
});

Deno.test("ProbeRound says when all failed, and passes over strangers", () => {
  const round = new ProbeRound(OCAS.slice(0, 2), 0);
  round.answered("d", "d", 1);
  for (const id of ["a", "b", "d"]) round.failed(id);
  assert.equal(round.decide(1), "none");
});

function decided(round: ProbeRound, nowMs: number): string | undefined {
  const answer = round.decide(nowMs);
  return typeof answer === "string" ? answer : answer.oca.id;
}

Deno.test("OcaSeat waits longer each time that all failed, by chance, and at most 2 s", () => {
  const waits = (draw: number) => {
    const settings = viewerSettings({ ocas: OCAS, random: () => draw, requestedAtMs: 0 });
    const seat = new OcaSeat(settings);
    let nowMs = 0;
    return Array.from({ length: 5 }, () => {
      for (const { id } of OCAS) seat.book.penalize(id, nowMs);
      const seating = seat.seat(nowMs, { needsProbe: false });
      assert.ok(seating.kind === "nobody");
      const waitMs = seating.untilMs - nowMs;
      assert.equal(seat.seat(seating.untilMs - 1, { needsProbe: false }).kind, "wait");
      nowMs = seating.untilMs;
      assert.equal(seat.seat(nowMs, { needsProbe: false }).kind, "seated");
      seat.leave(nowMs, { isFault: true });
      return waitMs;
    });
  };
  assert.deepEqual(waits(1), [250, 500, 1_000, 2_000, 2_000]);
  assert.deepEqual(waits(0), [125, 250, 500, 1_000, 1_000]);
});
