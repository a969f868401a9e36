import assert from "node:assert/strict";
import fc from "fast-check";
import type { SessionPlan } from "../run/load_order.ts";
import { Draw } from "./draw.ts";
import { SessionPlanner } from "./plan_session.ts";

const PLAN: SessionPlan = {
  ...{ scenario: "play", titles: ["one", "two", "three", "four"], isPremiere: false },
  ...{ watchMinMs: 4_000, watchMaxMs: 9_000, patienceMinMs: 2_000, patienceMeanMs: 3_000 },
};

function planner(plan: Partial<SessionPlan> = {}, rest = { id: "l1", seed: 7 }): SessionPlanner {
  return new SessionPlanner({ ...rest, plan: { ...PLAN, ...plan } });
}

function sessions(one: SessionPlanner, count = 4_000) {
  return Array.from({ length: count }, (_, index) => one.session(index));
}

function drawn({ random, ...session }: ReturnType<SessionPlanner["session"]>) {
  return { ...session, random: [random(), random(), random()] };
}

Deno.test("the same seed and index are the same session, whatever was drawn before", () => {
  fc.assert(fc.property(fc.integer({ min: 0 }), fc.nat(100_000), (seed, index) => {
    const busy = planner({}, { id: "l1", seed });
    busy.session(index + 1).random();
    const again = planner({}, { id: "l1", seed });
    assert.deepEqual(drawn(busy.session(index)), drawn(again.session(index)));
  }));
});

Deno.test("another seed is another load", () => {
  const title = ({ titleId, watchMs }: { titleId: string; watchMs: number }) => titleId + watchMs;
  const [one, other] = [1, 2].map((seed) => sessions(planner({}, { id: "l1", seed }), 50));
  assert.notDeepEqual(one?.map(title), other?.map(title));
});

Deno.test("a load that is run again draws the same, but plays and traces are its own", () => {
  const [first, second] = ["l1", "l2"].map((id) => planner({}, { id, seed: 7 }).session(3));
  assert.ok(first !== undefined && second !== undefined);
  assert.deepEqual([first.titleId, first.watchMs, first.patienceMs, first.random()], [
    ...[second.titleId, second.watchMs, second.patienceMs, second.random()],
  ]);
  assert.notEqual(first.playId, second.playId);
  assert.notEqual(first.traceId, second.traceId);
  assert.match(first.traceParent, new RegExp(`^00-${first.traceId}-[0-9a-f]{16}-01$`));
  assert.match(first.playId, /^[\w.-]{1,128}$/);
});

Deno.test("titles are asked for by Zipf's law, in a premiere only the first", () => {
  const counts = new Map<string, number>();
  for (const { titleId } of sessions(planner())) {
    counts.set(titleId, (counts.get(titleId) ?? 0) + 1);
  }
  const whole = 1 + 1 / 2 + 1 / 3 + 1 / 4;
  PLAN.titles.forEach((title, place) => {
    const share = (counts.get(title) ?? 0) / 4_000;
    assert.ok(Math.abs(share - 1 / (place + 1) / whole) < 0.025, `${title} ${share}`);
  });
  assert.ok(sessions(planner({ isPremiere: true }), 200).every(({ titleId }) => titleId === "one"));
});

Deno.test("watching is drawn evenly between its bounds, patience is least and an exponential", () => {
  const all = sessions(planner());
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  assert.ok(all.every(({ watchMs }) => watchMs >= 4_000 && watchMs <= 9_000));
  assert.ok(all.every(({ patienceMs }) => patienceMs >= 2_000));
  assert.ok(Math.abs(mean(all.map(({ watchMs }) => watchMs)) - 6_500) < 100);
  assert.ok(Math.abs(mean(all.map(({ patienceMs }) => patienceMs)) - 5_000) < 200);
});

Deno.test("mixed is 70 % play, 20 % browse, 10 % signin; the others are one thing", () => {
  const share = (wanted: string) =>
    sessions(planner({ scenario: "mixed" })).filter(({ scenario }) => scenario === wanted).length /
    4_000;
  assert.ok(Math.abs(share("play") - 0.7) < 0.025);
  assert.ok(Math.abs(share("browse") - 0.2) < 0.025);
  assert.ok(Math.abs(share("signin") - 0.1) < 0.025);
  assert.ok(
    sessions(planner({ scenario: "browse" }), 50).every((one) => one.scenario === "browse"),
  );
});

Deno.test("an order without a plan or a title cannot be planned", () => {
  assert.throws(() => new SessionPlanner({ id: "l1", seed: 1 }), RangeError);
  assert.throws(() => planner({ titles: [] }), RangeError);
});

Deno.test("draws are even, and the streams of neighbours have nothing in common", () => {
  const firsts = Array.from({ length: 10_000 }, (_, index) => new Draw(1, index).next());
  const tenths = new Array<number>(10).fill(0);
  for (const first of firsts) tenths[Math.floor(first * 10)]!++;
  assert.ok(tenths.every((count) => Math.abs(count - 1_000) < 150), `${tenths}`);
  const pairs = firsts.slice(1).map((first, place) => (first - 0.5) * (firsts[place]! - 0.5));
  const correlation = pairs.reduce((sum, pair) => sum + pair, 0) / pairs.length * 12;
  assert.ok(Math.abs(correlation) < 0.05, `${correlation}`);
});

Deno.test("of a fast load five traces a second are whole, of a slow one all", () => {
  const traced = (rate: number) => {
    const arrivals = { startRate: 1, stages: [{ targetRate: rate, durationMs: 1_000 }] };
    const one = new SessionPlanner({ id: "l1", seed: 7, plan: PLAN, arrivals });
    return sessions(one, 100).filter(({ traceParent }) => traceParent.endsWith("-01")).length;
  };
  assert.deepEqual([4, 5, 20, 50].map(traced), [100, 100, 25, 10]);
});
