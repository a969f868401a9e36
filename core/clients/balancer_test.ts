import assert from "node:assert/strict";
import fc from "fast-check";
import { createFixedRng } from "../testing/mod.ts";
import { Balancer, type Candidate } from "./balancer.ts";
import { instanceOf } from "./client_fakes.ts";
import { InstanceStats } from "./instance_stats.ts";
import { judgeOutlier } from "./outlier.ts";

interface Member extends Candidate {
  open: boolean;
}

const LONG_AGO = -1_000_000;

/** A warm member that answered before. */
function member(id: string, zone = "a", bornMs = LONG_AGO): Member {
  const stats = new InstanceStats(bornMs);
  stats.answered = bornMs === LONG_AGO;
  const made: Member = {
    instance: instanceOf(id, { zone }),
    stats,
    open: false,
    admits: () => !made.open,
  };
  return made;
}

const balancer = (zone = "-", slowStartMs = 10_000) =>
  new Balancer({ rng: createFixedRng("balancer"), zone, slowStartMs });

/** Share of each id in many choices at one moment. */
function shares(
  of: Balancer,
  members: readonly Member[],
  nowMs = 0,
): Readonly<Record<string, number>> {
  const draws = 4_000;
  const counts: Record<string, number> = {};
  for (let draw = 0; draw < draws; draw++) {
    const id = of.choose(members, nowMs)?.instance.id ?? "none";
    counts[id] = (counts[id] ?? 0) + 1 / draws;
  }
  return counts;
}

function near(actual: number | undefined, expected: number, within = 0.03): void {
  assert.ok(Math.abs((actual ?? 0) - expected) < within, `${actual} is not near ${expected}`);
}

Deno.test("equal instances get equal shares", () => {
  const found = shares(balancer(), ["1", "2", "3", "4"].map((id) => member(id)));
  for (const id of ["1", "2", "3", "4"]) near(found[id], 0.25);
});

Deno.test("the less loaded of two is chosen", () => {
  const [busy, idle] = [member("busy"), member("idle")];
  busy.stats.inFlight = 3;
  const found = shares(balancer(), [busy, idle]);
  assert.equal(found.busy, undefined);
  near(found.idle, 1);
});

Deno.test("errors count like load, and are forgotten after 30 s", () => {
  const [failing, fine] = [member("failing"), member("fine")];
  for (let call = 0; call < 10; call++) failing.stats.record(call % 2 === 0, 0);
  assert.equal(shares(balancer(), [failing, fine], 0).failing, undefined);
  assert.ok(failing.stats.errorRatio(0) > 0.4);
  assert.ok(failing.stats.errorRatio(30_000) < 0.21 && failing.stats.calls(30_000) < 0.5);
  assert.equal(failing.stats.errorRatio(120_000), 0);
  near(shares(balancer(), [failing, fine], 120_000).failing, 0.5);
});

Deno.test("a new instance gets a ramp: a tenth at first, its whole part after slowStartMs", () => {
  const old = ["1", "2", "3"].map((id) => member(id));
  const newcomer = member("new", "a", 0);
  newcomer.stats.answered = true;
  const all = [...old, newcomer];
  const of = balancer("-", 10_000);
  near(shares(of, all, 0).new, 0.25 * 0.1 * 1.0, 0.02);
  near(shares(of, all, 5_000).new, 0.25 * 0.5);
  near(shares(of, all, 10_000).new, 0.25);
  near(shares(balancer("-", 1_000), all, 1_000).new, 0.25);
});

Deno.test("when all are new there is no ramp", () => {
  const found = shares(balancer(), ["1", "2"].map((id) => member(id, "a", 0)), 10);
  near(found["1"], 0.5);
});

Deno.test("an instance that never answered gets one request at a time", () => {
  const [old, silent] = [member("old"), member("silent", "a", -20_000)];
  silent.stats.answered = false;
  near(shares(balancer(), [old, silent]).silent, 0.5);
  silent.stats.inFlight = 1;
  old.stats.inFlight = 5;
  assert.equal(shares(balancer(), [old, silent]).silent, undefined);
});

Deno.test("the caller's own zone is preferred while it can cope, and left when it cannot", () => {
  const [home, other] = [member("home", "a"), member("other", "b")];
  assert.equal(shares(balancer("a"), [home, other]).other, undefined);
  home.stats.inFlight = 2;
  assert.equal(shares(balancer("a"), [home, other]).other, undefined);
  home.stats.inFlight = 3;
  near(shares(balancer("a"), [home, other]).other, 1);
  near(shares(balancer("c"), [member("1", "a"), member("2", "b")])["1"], 0.5);
  near(shares(balancer("-"), [member("1", "a"), member("2", "b")])["1"], 0.5);
});

Deno.test("a warming instance at home does not get all of its zone at once", () => {
  const [home, other] = [member("home", "a", 0), member("other", "b")];
  home.stats.answered = true;
  near(shares(balancer("a"), [home, other], 0).home, 0.1);
});

Deno.test("who was tried is chosen only when nobody else is left", () => {
  const members = [member("1"), member("2")];
  const of = balancer();
  for (let draw = 0; draw < 50; draw++) {
    assert.equal(of.choose(members, 0, new Set(["1"]))?.instance.id, "2");
    assert.ok(of.choose(members, 0, new Set(["1", "2"])) !== undefined);
  }
});

Deno.test("an open breaker takes an instance out; when all are open nobody is chosen", () => {
  const members = [member("1"), member("2")] as [Member, Member];
  members[0].open = true;
  near(shares(balancer(), members)["2"], 1);
  members[1].open = true;
  assert.equal(balancer().choose(members, 0), undefined);
  assert.equal(balancer().choose([], 0), undefined);
});

Deno.test("a failing instance is ejected, gets nothing, and comes back with a ramp", () => {
  const [bad, good] = [member("bad"), member("good")];
  const peers = [bad.stats, good.stats];
  let ejection;
  for (let call = 0; call < 5; call++) {
    bad.stats.record(true, 0);
    ejection = judgeOutlier(bad.stats, peers, { nowMs: 0, connectFailed: false });
  }
  assert.equal(ejection?.reason, "consecutive-failures");
  assert.equal(bad.stats.eject(0, ejection?.baseMs ?? 0), 5_000);
  assert.equal(shares(balancer(), [bad, good], 4_999).bad, undefined);
  // Its errors have faded, so that it is judged anew.
  near(shares(balancer(), [bad, good], 120_000).bad, 0.5);
  const back = new InstanceStats(LONG_AGO);
  back.eject(0, 1_000);
  assert.equal(back.warmFromMs, 1_000);
});

Deno.test("each ejection lasts twice as long, at most 30 s, and a good minute forgives", () => {
  const stats = new InstanceStats(0);
  const durations = [];
  let nowMs = 0;
  for (let turn = 0; turn < 7; turn++) {
    const durationMs = stats.eject(nowMs, 1_000);
    durations.push(durationMs);
    nowMs += durationMs + 1;
  }
  assert.deepEqual(durations, [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  assert.equal(stats.eject(nowMs + 61_000, 1_000), 1_000);
});

Deno.test("judgeOutlier() gives the reason: refused connection, failures in a row, worse than its peers", () => {
  const peers = ["1", "2", "3"].map((id) => member(id).stats);
  const own = peers[0] as InstanceStats;
  const judge = (connectFailed = false) => judgeOutlier(own, peers, { nowMs: 0, connectFailed });
  assert.equal(judge(), undefined);
  assert.equal(judge(true)?.reason, "connect-failed");
  for (let call = 0; call < 40; call++) own.record(call % 3 !== 0, 0);
  assert.equal(judge()?.reason, "error-ratio");
  for (const peer of peers.slice(1)) {
    for (let call = 0; call < 40; call++) peer.record(call % 3 !== 0, 0);
  }
  assert.equal(judge(), undefined, "when all fail alike none is an outlier");
});

Deno.test("the only instance is never an outlier", () => {
  const { stats } = member("only");
  assert.equal(judgeOutlier(stats, [stats], { nowMs: 0, connectFailed: true }), undefined);
});

Deno.test("whatever fails, one host at least stays and at most max(1, half) are ejected", () => {
  const failure = fc.record({ who: fc.nat(20), waitMs: fc.nat(2_000), refused: fc.boolean() });
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 8 }),
      fc.array(failure, { maxLength: 200 }),
      (size, failures) => {
        const members = Array.from({ length: size }, (_, index) => member(`${index}`));
        const peers = members.map((one) => one.stats);
        const of = balancer();
        let nowMs = 0;
        for (const { who, waitMs, refused } of failures) {
          nowMs += waitMs;
          const own = peers[who % size] as InstanceStats;
          own.record(true, nowMs);
          const ejection = judgeOutlier(own, peers, { nowMs, connectFailed: refused });
          if (ejection !== undefined) own.eject(nowMs, ejection.baseMs);
          const ejected = peers.filter((peer) => peer.isEjected(nowMs)).length;
          assert.ok(ejected < size && ejected <= Math.max(1, Math.floor(size / 2)));
          const chosen = of.choose(members, nowMs);
          assert.ok(chosen !== undefined && !chosen.stats.isEjected(nowMs));
        }
      },
    ),
  );
});

Deno.test("maxEjectedRatio and consecutiveFailures are obeyed", () => {
  const peers = Array.from({ length: 10 }, (_, index) => member(`${index}`).stats);
  const ejectAll = (maxEjectedRatio: number) => {
    const fresh = peers.map(() => new InstanceStats(0));
    for (const own of fresh) {
      const found = judgeOutlier(own, fresh, { nowMs: 0, connectFailed: true, maxEjectedRatio });
      if (found !== undefined) own.eject(0, found.baseMs);
    }
    return fresh.filter((peer) => peer.isEjected(0)).length;
  };
  assert.deepEqual([ejectAll(0.1), ejectAll(0.5), ejectAll(1)], [1, 5, 9]);
  const own = peers[0] as InstanceStats;
  own.record(true, 0);
  own.record(true, 0);
  const judge = (consecutiveFailures: number) =>
    judgeOutlier(own, peers, { nowMs: 0, connectFailed: false, consecutiveFailures });
  assert.equal(judge(3), undefined);
  assert.equal(judge(2)?.reason, "consecutive-failures");
});
