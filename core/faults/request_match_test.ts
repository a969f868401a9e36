import assert from "node:assert/strict";
import fc from "fast-check";
import type { RequestMatch } from "../contracts/fault.ts";
import { createSeededRng } from "../host/seeded_rng.ts";
import { type RequestFacts, RequestMatcher } from "./request_match.ts";

const matcherOf = (match: RequestMatch, seed = "1") =>
  new RequestMatcher(match, createSeededRng(seed));

const facts = (
  changes: Partial<RequestFacts> & { headers?: Record<string, string> } = {},
): RequestFacts => ({
  ...{ method: "GET", path: "/titles/7", account: undefined },
  header: (name) => new Headers(changes.headers).get(name),
  ...changes,
});

Deno.test("what is left out matches every request", () => {
  assert.equal(matcherOf({}).take(facts()), true);
});

Deno.test("method, path, header and account must all be the ones that are meant", () => {
  const match = {
    methods: ["GET"],
    path: "/titles/*",
    header: { name: "x-device", value: "tv" },
    account: "ann",
  };
  const meant = facts({ account: "ann", headers: { "x-device": "tv" } });
  assert.equal(matcherOf(match).take(meant), true);
  const others = [
    { ...meant, method: "POST" },
    { ...meant, path: "/title/7" },
    { ...meant, account: "bob" },
    { ...meant, account: undefined },
    { ...meant, header: () => "phone" },
  ];
  for (const other of others) assert.equal(matcherOf(match).take(other), false);
});

Deno.test("a star stands for anything, and nothing else is special", () => {
  const rows: [string, string, boolean][] = [
    ["/a", "/a", true],
    ["/a", "/ab", false],
    ["/a*", "/a/b/c", true],
    ["*/c", "/a/b/c", true],
    ["/a*a", "/a", false],
    ["/a*b*c", "/a-b-c", true],
    ["/a*b*b", "/ab", false],
    ["/a.c", "/abc", false],
    ["/(a|b)*", "/(a|b)c", true],
  ];
  for (const [path, given, isMatch] of rows) {
    assert.equal(matcherOf({ path }).take(facts({ path: given })), isMatch, `${path} ${given}`);
  }
});

Deno.test("a path with stars matches what the same regular expression matches", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "b", "/"), maxLength: 8 });
  const glob = fc.string({ unit: fc.constantFrom("a", "b", "/", "*"), maxLength: 6 });
  fc.assert(fc.property(glob, text, (path, given) => {
    const expected = new RegExp(`^${path.replaceAll("*", ".*")}$`).test(given);
    assert.equal(matcherOf({ path }).take(facts({ path: given })), expected);
  }));
});

Deno.test("many stars over a long path take no long time", () => {
  const startMs = performance.now();
  matcherOf({ path: "*a".repeat(100) + "b" }).take(facts({ path: "a".repeat(8_000) }));
  assert.ok(performance.now() - startMs < 100);
});

Deno.test("a share of accounts is the same accounts each time, a larger share has them too", () => {
  const share = (accountRatio: number, seed: string) => {
    const matcher = matcherOf({ accountRatio }, seed);
    return Array.from({ length: 20_000 }, (_, n) => `acc-${n}`)
      .filter((account) => matcher.take(facts({ account })));
  };
  const small = share(0.05, "1");
  assert.ok(Math.abs(small.length - 1_000) < 150, `${small.length}`);
  assert.deepEqual(share(0.05, "2"), small);
  const large = new Set(share(0.1, "3"));
  assert.ok(small.every((account) => large.has(account)));
  assert.equal(matcherOf({ accountRatio: 1 }).take(facts()), false, "nobody is signed in");
});

Deno.test("a ratio is drawn, replays with its seed, and is drawn for those only that match besides", () => {
  const run = (seed: string, between: boolean) => {
    const matcher = matcherOf({ ratio: 0.3, methods: ["GET"] }, seed);
    return Array.from({ length: 1_000 }, () => {
      if (between) assert.equal(matcher.take(facts({ method: "POST" })), false);
      return matcher.take(facts());
    });
  };
  const first = run("1", false);
  assert.ok(Math.abs(first.filter(Boolean).length - 300) < 60);
  assert.deepEqual(run("1", true), first);
  assert.notDeepEqual(run("2", false), first);
});

Deno.test("the first so many count those that match besides", () => {
  const matcher = matcherOf({ firstCount: 2, methods: ["GET"] });
  const taken = ["POST", "GET", "POST", "GET", "GET"]
    .map((method) => matcher.take(facts({ method })));
  assert.deepEqual(taken, [false, true, false, true, false]);
});
