import assert from "node:assert/strict";
import * as format from "./format.ts";

Deno.test("formatDuration() says seconds, minutes and hours as people do", () => {
  const said = [0, 16_000, 48_000, 60_000, 80_000, 900_000, 3_600_000, 6_720_000]
    .map((durationMs) => format.formatDuration(durationMs));
  assert.deepEqual(said, [
    "0 s",
    "16 s",
    "48 s",
    "1 min",
    "1 min 20 s",
    "15 min",
    "1 h",
    "1 h 52 min",
  ]);
});

Deno.test("formatClock() pads as a player does, and never shows less than zero", () => {
  const said = [-5, 7_900, 65_000, 3_723_000].map((positionMs) => format.formatClock(positionMs));
  assert.deepEqual(said, ["0:00", "0:07", "1:05", "1:02:03"]);
});

Deno.test("formatLength() rounds: a film of 15,999.9 ms is 16 s long", () => {
  const said = [15_999.999, 16_000, 16_400, 0].map((durationMs) => format.formatLength(durationMs));
  assert.deepEqual(said, ["0:16", "0:16", "0:16", "0:00"]);
});

Deno.test("speakClock() is read aloud well", () => {
  const said = [0, 1_000, 65_000, 3_600_000].map((positionMs) => format.speakClock(positionMs));
  assert.deepEqual(said, ["0 seconds", "1 second", "1 minute 5 seconds", "1 hour"]);
});

Deno.test("formatBitrate(), formatMs() and formatAgo() choose the unit", () => {
  assert.equal(format.formatBitrate(420_000), "420 kb/s");
  assert.equal(format.formatBitrate(2_500_000), "2.5 Mb/s");
  assert.equal(format.formatMs(380.4), "380 ms");
  assert.equal(format.formatMs(1_440), "1.4 s");
  assert.equal(format.formatAgo(59_000), "just now");
  assert.equal(format.formatAgo(240_000), "4 min ago");
  assert.equal(format.formatAgo(7_300_000), "2 h ago");
});

Deno.test("formatPrice() and languageName() show what they do not know as it is", () => {
  assert.equal(format.formatPrice({ amountMinor: 999, currency: "EUR" }), "€9.99");
  assert.equal(format.formatPrice({ amountMinor: 999, currency: "?" }), "9.99 ?");
  assert.equal(format.languageName("de"), "German");
  assert.equal(format.languageName("zxx"), "No speech");
  assert.equal(format.languageName("not a tag"), "not a tag");
});
