import assert from "node:assert/strict";
import type { OcaBoard, SteerAnswer } from "@netops/core/contracts";
import fc from "fast-check";
import { board, BOARD_NOW_MS, route, type StandingFacts } from "./board_fixture.ts";
import { homeRegion } from "./home_region.ts";
import { matchingRoute, parseClientAddress } from "./matching_route.ts";
import { mergeBoards } from "./merge_boards.ts";
import { rankOcas } from "./rank_ocas.ts";

const REQUEST = { clientIp: "127.10.0.7", titleId: "t1", version: "v1" };

function rank(from: OcaBoard, request: Parameters<typeof rankOcas>[1] = REQUEST): SteerAnswer {
  return rankOcas(from, request, BOARD_NOW_MS);
}

function ids(answer: SteerAnswer): string[] {
  return answer.ranked.map(({ oca }) => oca);
}

Deno.test("rankOcas() orders by home region, prefix, attachment, AS path and MED, in this order", () => {
  const net = "127.10.0.0/16";
  const answer = rank(board(
    { oca: "h", routes: [route(net, "public")], region: "us" },
    { oca: "g", routes: [route("127.0.0.0/8")] },
    { oca: "f", routes: [route(net, "transit")] },
    { oca: "e", routes: [route(net, "public")] },
    { oca: "d", routes: [route(net, "pni", { asPathLength: 3 })] },
    { oca: "c", routes: [route(net, "pni", { asPathLength: 2, med: 5 })] },
    { oca: "b", routes: [route(net, "pni", { asPathLength: 2, med: 4 })] },
    { oca: "a", routes: [route(net, "embedded")] },
  ));
  assert.deepEqual(ids(answer), ["a", "b", "c", "d", "e", "f", "g", "h"]);
  assert.deepEqual(answer.ranked.map(({ rank }) => rank), [1, 2, 3, 4, 5, 6, 7, 8]);
});

Deno.test("rankOcas() says first which region was taken and why, where there are several", () => {
  const ocas = (net: string) =>
    board(
      { oca: "a", routes: [route(net), route("127.0.0.0/8", "transit")] },
      { oca: "b", routes: [route("127.0.0.0/8", "transit")], region: "us" },
    );
  const firsts = ({ ranked }: SteerAnswer) => ranked.map(({ reasons }) => reasons[0]);
  assert.deepEqual(firsts(rank(ocas("127.10.0.0/16"))), [
    "in the home region eu of the client: 127.10.0.0/16 is there",
    "in another region, us: home is eu",
  ]);
  const [home] = firsts(rank(ocas("127.20.0.0/16")));
  assert.match(
    home ?? "",
    /^in the home region (eu|us) .*: eu and us are equally near and network 127\.10\.0\.0\/16 draws it$/,
  );
});

Deno.test("rankOcas() says why in the order that counts", () => {
  const [first] =
    rank(board({ oca: "c001.fra001.isp-a", routes: [route("127.10.0.0/16")] })).ranked;
  assert.deepEqual(first?.reasons, [
    "longest prefix 127.10.0.0/16 (16 bits)",
    "embedded in isp-a",
    "AS path of 1",
    "MED 0",
    "load 10 %",
  ]);
});

Deno.test("rankOcas() rejects each one that cannot serve with its reason", () => {
  const answer = rank(board(
    { oca: "good" },
    { oca: "far", routes: [route("127.20.0.0/16")] },
    { oca: "told", wantedState: "DRAINED" },
    { oca: "drained", state: "DRAINED" },
    { oca: "ill", healthy: false },
    { oca: "empty", titles: [] },
    { oca: "older", titles: [{ titleId: "t1", version: "v0" }] },
    { oca: "silent", heardAtMs: BOARD_NOW_MS - 6_000 },
    { oca: "busy", loadRatio: 0.86 },
  ));
  assert.deepEqual(ids(answer), ["good"]);
  assert.deepEqual(Object.fromEntries(answer.rejected.map(({ oca, reason }) => [oca, reason])), {
    far: "NOT_ROUTED",
    told: "DRAINING",
    drained: "DRAINING",
    ill: "HEALTH_MISS",
    empty: "CONTENT_MISS",
    older: "CONTENT_MISS",
    silent: "STALE_REPORT",
    busy: "HEALTH_MISS",
  });
});

Deno.test("rankOcas() takes any version when none is asked for", () => {
  const held = board({ oca: "older", titles: [{ titleId: "t1", version: "v0" }] });
  assert.deepEqual(ids(rank(held, { clientIp: "127.10.0.7", titleId: "t1" })), ["older"]);
});

Deno.test("rankOcas() offers stale ones and says so when no younger report is left", () => {
  const lost = board(
    { oca: "a", heardAtMs: BOARD_NOW_MS - 9_000 },
    { oca: "drained", heardAtMs: BOARD_NOW_MS - 9_000, state: "DRAINED" },
  );
  const answer = rank(lost);
  assert.deepEqual(ids(answer), ["a"]);
  assert.equal(answer.ranked[0]?.reasons[0], "report is 9.0 s old, but no younger one is left");
});

Deno.test("rankOcas() offers those in duress when all are", () => {
  const answer = rank(board({ oca: "a", loadRatio: 0.9 }, { oca: "b", loadRatio: 0.99 }));
  assert.equal(answer.ranked.length, 2);
  assert.equal(answer.ranked[0]?.reasons[0], "in duress, but so is everybody else");
});

Deno.test("rankOcas() refuses an address that is none, and knows IPv6", () => {
  for (const clientIp of ["", "localhost", "127.1", "0x7f000001", "127.0.0.256"]) {
    assert.throws(() => rank(board(), { ...REQUEST, clientIp }), { code: "REQUEST_INVALID" });
  }
  const six = board({ oca: "six", routes: [route("2001:db8::/32"), route("not a prefix")] });
  assert.deepEqual(ids(rank(six, { ...REQUEST, clientIp: "2001:db8::1" })), ["six"]);
  assert.deepEqual(ids(rank(board({ oca: "a" }), { ...REQUEST, clientIp: "::ffff:127.10.0.7" })), [
    "a",
  ]);
});

Deno.test("mergeBoards() keeps the newest report of each OCA", () => {
  const merged = mergeBoards([
    board({ oca: "a", heardAtMs: 5, healthy: false }, { oca: "b", heardAtMs: 9 }),
    board({ oca: "a", heardAtMs: 6 }, { oca: "b", heardAtMs: 8, healthy: false }),
  ]);
  assert.deepEqual(merged.ocas.map(({ report }) => [report.oca, report.healthy]), [
    ["a", true],
    ["b", true],
  ]);
});

const NETWORKS = ["127.0.0.0/8", "127.10.0.0/16", "127.10.0.0/24", "127.20.0.0/16"];
const ATTACHMENTS = ["embedded", "pni", "public", "transit"] as const;

const someOcas: fc.Arbitrary<StandingFacts[]> = fc.array(
  fc.record({
    region: fc.constantFrom("eu", "us", "ap"),
    routes: fc.array(
      fc.record({
        prefix: fc.constantFrom(...NETWORKS),
        attachment: fc.constantFrom(...ATTACHMENTS),
        asPathLength: fc.integer({ min: 1, max: 3 }),
        med: fc.integer({ min: 0, max: 2 }),
      }),
      { maxLength: 3 },
    ),
    state: fc.constantFrom("SERVING" as const, "SERVING" as const, "DRAINED" as const),
    healthy: fc.oneof(fc.constant(true), fc.boolean()),
    loadRatio: fc.double({ min: 0, max: 1.2, noNaN: true }),
    heardAtMs: fc.integer({ min: BOARD_NOW_MS - 9_000, max: BOARD_NOW_MS }),
    titles: fc.constantFrom([{ titleId: "t1", version: "v1" }], []),
  }),
  { maxLength: 25 },
).map((many) => many.map((facts, index) => ({ ...facts, oca: `c${index}` })));

function regionOf(facts: readonly StandingFacts[], oca: string): string | undefined {
  return facts.find((one) => one.oca === oca)?.region;
}

function homeOf(facts: readonly StandingFacts[]): string | undefined {
  const client = parseClientAddress(REQUEST.clientIp);
  const routed = board(...facts).ocas.map((standing) => ({
    ...{ standing, route: matchingRoute(client, standing.routes) },
  }));
  return homeRegion(client, routed)?.region;
}

function prefixBits(answer: SteerAnswer): number[] {
  const bits = /\((\d+) bits\)/;
  return answer.ranked.map(({ reasons }) => Number(bits.exec(reasons.join())?.[1]));
}

Deno.test("every OCA is either ranked or rejected once, and never more than ten are ranked", () => {
  fc.assert(fc.property(someOcas, (facts) => {
    const { ranked, rejected } = rank(board(...facts));
    assert.ok(ranked.length <= 10);
    const seen = [...ranked, ...rejected].map(({ oca }) => oca).sort();
    assert.deepEqual(seen, facts.map(({ oca }) => oca).sort());
    if (rejected.some(({ reason }) => reason === "BEYOND_TEN")) assert.equal(ranked.length, 10);
  }));
});

Deno.test("the order is strict: it does not depend on the order of the board", () => {
  fc.assert(fc.property(someOcas, fc.infiniteStream(fc.nat()), (facts, draws) => {
    const keyed = facts.map((one) => ({ one, key: draws.next().value ?? 0 }));
    const shuffled = keyed.sort((a, b) => a.key - b.key).map(({ one }) => one);
    assert.deepEqual(rank(board(...shuffled)).ranked, rank(board(...facts)).ranked);
  }));
});

Deno.test("within a region a longer prefix always stands before a shorter one", () => {
  fc.assert(fc.property(someOcas, (facts) => {
    const bits = prefixBits(rank(board(...facts.map((one) => ({ ...one, region: "eu" })))));
    assert.deepEqual(bits, [...bits].sort((one, other) => other - one));
  }));
});

Deno.test("nobody of another region stands before somebody of the client's home region", () => {
  fc.assert(fc.property(someOcas, (facts) => {
    const away = rank(board(...facts)).ranked.map(({ oca }) =>
      regionOf(facts, oca) !== homeOf(facts)
    );
    assert.deepEqual(away, [...away].sort());
  }));
});

Deno.test("drains, load, silence, illness and missing titles move nobody's home", () => {
  const well = { state: "SERVING", healthy: true, loadRatio: 0, heardAtMs: BOARD_NOW_MS } as const;
  const titles = [{ titleId: "t1", version: "v1" }];
  fc.assert(fc.property(someOcas, (facts) => {
    const [first] = ids(rank(board(...facts.map((one) => ({ ...one, ...well, titles })))));
    if (first !== undefined) assert.equal(regionOf(facts, first), homeOf(facts));
  }));
});

Deno.test("more load never moves an OCA up", () => {
  const serving = someOcas.filter((facts) => facts.length > 0);
  fc.assert(fc.property(serving, fc.nat(), fc.double({ min: 0, max: 1, noNaN: true }), (
    facts,
    pick,
    more,
  ) => {
    // Duress and staleness change who is there at all, so both stay out of this law.
    const calm = facts.map((one) => ({
      ...one,
      loadRatio: Math.min(0.8, one.loadRatio ?? 0),
      heardAtMs: BOARD_NOW_MS,
    }));
    const index = pick % calm.length;
    const { oca } = calm[index]!;
    const before = ids(rank(board(...calm)));
    const heavier = calm.map((one, at) =>
      at === index ? { ...one, loadRatio: one.loadRatio + (0.85 - one.loadRatio) * more } : one
    );
    const after = ids(rank(board(...heavier)));
    if (!before.includes(oca)) return assert.ok(!after.includes(oca));
    if (after.includes(oca)) assert.ok(after.indexOf(oca) >= before.indexOf(oca));
  }));
});

Deno.test("equals share the clients by their free capacity, and a client stays where it is", () => {
  const equals = board({ oca: "a", loadRatio: 0.2 }, { oca: "b", loadRatio: 0.6 });
  const firsts = Array.from({ length: 3_000 }, (_, index) => {
    const clientIp = `127.10.${index >> 8}.${index & 255}`;
    return ids(rank(equals, { ...REQUEST, clientIp }))[0];
  });
  const share = firsts.filter((oca) => oca === "a").length / firsts.length;
  // Free are 0.8 and 0.4: two of three clients.
  assert.ok(Math.abs(share - 2 / 3) < 0.05, `${share}`);
  assert.deepEqual(rank(equals), rank(equals));
});
