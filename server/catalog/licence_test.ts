import assert from "node:assert/strict";
import fc from "fast-check";
import { checkLicence, licenceReason, OPEN_LICENCE } from "./licence.ts";

const country = fc.constantFrom("DE", "US", "FR", "JP");
const timeMs = fc.integer({ min: 0, max: 1_000 });
const window = fc.record({ fromMs: timeMs, untilMs: timeMs }, { requiredKeys: [] });
const countries = fc.oneof(fc.constant("all" as const), fc.uniqueArray(country));

Deno.test("an open licence allows every country at every time", () => {
  fc.assert(fc.property(country, timeMs, (where, nowMs) => {
    assert.equal(checkLicence(OPEN_LICENCE, { country: where, nowMs }).kind, "licensed");
  }));
});

Deno.test("a title is licensed exactly where its country is named and from ≤ now < until", () => {
  const licence = fc.record({ countries, window });
  fc.assert(fc.property(licence, country, timeMs, (given, where, nowMs) => {
    const isNamed = given.countries === "all" || given.countries.includes(where);
    const { fromMs = -Infinity, untilMs = Infinity } = given.window;
    const isOpen = fromMs <= nowMs && nowMs < untilMs;
    const verdict = checkLicence(given, { country: where, nowMs });
    assert.equal(verdict.kind === "licensed", isNamed && isOpen);
    assert.equal(verdict.kind === "country", !isNamed);
  }));
});

Deno.test("two windows that meet leave no gap and no overlap", () => {
  fc.assert(fc.property(timeMs, timeMs, (cutMs, nowMs) => {
    const before = { countries: "all", window: { untilMs: cutMs } } as const;
    const after = { countries: "all", window: { fromMs: cutMs } } as const;
    const allowed = [before, after].filter((licence) =>
      checkLicence(licence, { country: "DE", nowMs }).kind === "licensed"
    );
    assert.equal(allowed.length, 1);
  }));
});

Deno.test("licenceReason() says country or window, and when", () => {
  assert.match(licenceReason({ kind: "country" }, "DE"), /country DE/);
  assert.match(licenceReason({ kind: "early", fromMs: 0 }, "DE"), /window opens at 1970-01-01/);
  assert.match(licenceReason({ kind: "late", untilMs: 0 }, "DE"), /window closed at 1970-01-01/);
});
