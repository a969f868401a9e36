import assert from "node:assert/strict";
import fc from "fast-check";
import {
  checkTitleUrl,
  formatTitleQuery,
  readTitleQuery,
  signTitleUrl,
  TITLE_KEY_PERIOD_MS,
  TitleKeys,
} from "./signed_url.ts";

/** The first ms of a key's period. */
const T0 = 82_000 * TITLE_KEY_PERIOD_MS;
const TITLE = { titleId: "night-signal", version: "00112233445566ff" };
const CLAIM = { ...TITLE, clientIp: "127.10.0.7", expiresAtS: T0 / 1_000 + 3_600, nowMs: T0 };

const keys = new TitleKeys("token");
const query = signTitleUrl(keys, CLAIM);
const check = (given: string, options: Partial<typeof TITLE & { nowMs: number }> = {}) =>
  checkTitleUrl(new TitleKeys("token"), { ...TITLE, query: given, nowMs: T0, ...options });

Deno.test("a signed query opens its title until it expires, whatever a player adds to it", () => {
  assert.equal(check(query), "ok");
  assert.equal(check(query, { nowMs: T0 + 3_599_999 }), "ok");
  assert.equal(check(query, { nowMs: T0 + 3_600_000 }), "expired");
  assert.equal(check(`CMCD=bl%3D100%2Csid%3D%22a%22&${query}&_HLS_pathway=x`), "ok");
  const reserialized = new URLSearchParams(query).toString();
  assert.equal(check(reserialized), "ok");
});

Deno.test("a stripped, forged, re-dated or doubled query opens nothing", () => {
  const edit = (change: (params: URLSearchParams) => void) => {
    const params = new URLSearchParams(query);
    change(params);
    return params.toString();
  };
  const exp = Number(new URLSearchParams(query).get("exp"));
  const odd = [
    "",
    ...["exp", "sig", "c"].map((name) => edit((params) => params.delete(name))),
    edit((params) => params.set("exp", String(exp + 60))),
    edit((params) => params.set("exp", `0${exp}`)),
    edit((params) => params.set("c", "127.10.0.8")),
    `${query}&exp=${exp + 60}`,
    `${query}&sig=x`,
    query.replace("c=", "c=%"),
    query.replace("sig=", "sig=+"),
    query.replace(/sig=[^.]+/, "sig="),
  ];
  for (const given of odd) assert.equal(check(given), "forged", given);
});

Deno.test("a query opens no other title, no other version and no other run's", () => {
  assert.equal(check(query, { titleId: "colour-bars" }), "forged");
  assert.equal(check(query, { version: "ffff" }), "forged");
  const other = signTitleUrl(new TitleKeys("other"), CLAIM);
  assert.equal(check(other), "forged");
});

Deno.test("a signature that is known to be right is not right for anything else", () => {
  const same = new TitleKeys("token");
  const ask = (given: string, titleId = TITLE.titleId) =>
    checkTitleUrl(same, { ...TITLE, titleId, query: given, nowMs: T0 });
  assert.equal(ask(query), "ok");
  assert.equal(ask(query), "ok");
  assert.equal(ask(query, "colour-bars"), "forged");
  assert.equal(ask(query.replace("127.10.0.7", "127.10.0.8")), "forged");
  assert.equal(ask(query), "ok");
});

Deno.test("the previous key is taken and the one before it is not", () => {
  const long = signTitleUrl(keys, { ...CLAIM, expiresAtS: T0 / 1_000 + 1_000_000 });
  assert.equal(check(long, { nowMs: T0 + 2 * TITLE_KEY_PERIOD_MS - 1 }), "ok");
  assert.equal(check(long, { nowMs: T0 + 2 * TITLE_KEY_PERIOD_MS }), "expired");
});

Deno.test("a key of the future, or one that does not exist, opens nothing", () => {
  const early = signTitleUrl(keys, { ...CLAIM, nowMs: T0 + TITLE_KEY_PERIOD_MS });
  assert.equal(check(early), "forged");
  const renamed = query.replace(/sig=[^.]+/, `sig=${(81_999).toString(36)}`);
  assert.equal(check(renamed), "forged");
});

Deno.test("no signature is right after one of its characters was changed", () => {
  const { sig } = readTitleQuery(query)!;
  const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.";
  fc.assert(fc.property(
    fc.nat(sig.length - 1),
    fc.constantFrom(...digits),
    (at, digit) => {
      if (sig[at] === digit) return;
      const changed = sig.slice(0, at) + digit + sig.slice(at + 1);
      assert.notEqual(check(query.replace(sig, changed)), "ok");
    },
  ));
});

Deno.test("every claim that is signed opens itself and no claim beside it", () => {
  const text = fc.string({ minLength: 1, maxLength: 12 });
  const parts = fc.tuple(text, text, text, text);
  fc.assert(fc.property(parts, ([titleId, version, clientIp, other]) => {
    const claim = { titleId, version, clientIp, expiresAtS: T0 / 1_000 + 60, nowMs: T0 };
    const made = signTitleUrl(keys, claim);
    const ask = (asked: { titleId: string; version: string }) =>
      checkTitleUrl(keys, { ...asked, query: made, nowMs: T0 });
    assert.equal(ask({ titleId, version }), "ok");
    if (other !== titleId) assert.equal(ask({ titleId: other, version }), "forged");
    if (other !== version) assert.equal(ask({ titleId, version: other }), "forged");
    assert.equal(formatTitleQuery(readTitleQuery(made)!), made);
  }));
});

Deno.test("checkTitleUrl() keeps what it knows within bounds", () => {
  const bounded = new TitleKeys("token");
  for (let at = 0; at < 4_200; at++) {
    const made = signTitleUrl(bounded, { ...CLAIM, clientIp: `c${at}` });
    assert.equal(checkTitleUrl(bounded, { ...TITLE, query: made, nowMs: T0 }), "ok");
  }
  assert.equal(checkTitleUrl(bounded, { ...TITLE, query, nowMs: T0 }), "ok");
});
