import assert from "node:assert/strict";
import { likelyCountry, listCountries } from "./countries.ts";

Deno.test("listCountries() names each country once, in order", () => {
  const countries = listCountries();
  assert.equal(new Set(countries.map(({ code }) => code)).size, countries.length);
  const names = countries.map(({ name }) => name);
  assert.deepEqual(names, names.toSorted((a, b) => a.localeCompare(b, "en")));
  assert.ok(countries.every(({ code, name }) => code !== name), "every country has a name");
});

Deno.test("likelyCountry() takes the first region that is listed", () => {
  assert.equal(likelyCountry(["en-US", "de-DE"]), "US");
  assert.equal(likelyCountry(["en", "fr-FR"]), "FR");
  assert.equal(likelyCountry(["en-XX"]), "DE");
  assert.equal(likelyCountry([]), "DE");
});
