import assert from "node:assert/strict";
import fc from "fast-check";
import type { CohortTerms } from "../contracts/fault.ts";
import { ArmDraw } from "./cohort.ts";
import { bookFixture, heldFault } from "./fault_fakes.ts";
import { FaultContextSeal } from "./fault_context.ts";
import { LatencyCounts } from "./latency_counts.ts";
import { FaultTagger } from "./tag_requests.ts";

const TERMS: CohortTerms = { id: "x-1", share: 0.1, by: "account", seed: "7" };

const accounts = Array.from({ length: 20_000 }, (_, at) => `account-${at}`);

function armsOf(terms: CohortTerms) {
  const draw = new ArmDraw(terms);
  const arms = { control: 0, experiment: 0, rest: 0 };
  for (const account of accounts) arms[draw.next({ account }) ?? "rest"]++;
  return arms;
}

Deno.test("both arms have the share that was asked for, whatever the share, seed and way to draw", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.01, max: 0.5, noNaN: true }),
      fc.string({ maxLength: 20 }),
      fc.constantFrom("account" as const, "request" as const),
      (share, seed, by) => {
        const { control, experiment } = armsOf({ id: "x", share, seed, by });
        // Five standard deviations of a binomial count.
        const slack = 5 * Math.sqrt(accounts.length * share * (1 - share));
        for (const count of [control, experiment]) {
          assert.ok(Math.abs(count - share * accounts.length) <= slack, `${count} of ${share}`);
        }
      },
    ),
    { numRuns: 40, seed: 1 },
  );
});

Deno.test("an account stays in its arm for one seed, and another seed draws anew", () => {
  const [first, again] = [new ArmDraw(TERMS), new ArmDraw(TERMS)];
  const other = new ArmDraw({ ...TERMS, seed: "8" });
  let moved = 0;
  for (const account of accounts) {
    const arm = first.next({ account });
    assert.equal(again.next({ account }), arm);
    if (other.next({ account }) !== arm) moved++;
  }
  assert.ok(moved > accounts.length * 0.2, `${moved} moved`);
});

Deno.test("who is not signed in is in no arm of accounts", () => {
  assert.equal(new ArmDraw({ ...TERMS, share: 0.5 }).next({ account: undefined }), undefined);
});

Deno.test("a latency is known to 2.5 % from 0.1 ms to 10 min, and sums of counts are sums of latencies", () => {
  fc.assert(
    fc.property(fc.double({ min: 0.1, max: 590_000, noNaN: true }), (latencyMs) => {
      const counts = new LatencyCounts();
      counts.add(latencyMs);
      const [[middleMs, count] = [0, 0]] = counts.list();
      assert.equal(count, 1);
      assert.ok(Math.abs(middleMs / latencyMs - 1) < 0.026, `${latencyMs} is told as ${middleMs}`);
    }),
    { seed: 1 },
  );
  const edges = new LatencyCounts();
  for (const latencyMs of [0, -1, 1e12]) edges.add(latencyMs);
  assert.deepEqual(edges.list().map(([, count]) => count), [2, 1]);
});

function world() {
  const { timer, book } = bookFixture();
  const tagger = new FaultTagger({
    ...{ book, seal: new FaultContextSeal("t"), clock: timer.clock },
    onOversized: () => undefined,
  });
  const put = (id: string, cohort: CohortTerms, match = {}) =>
    book.put(
      heldFault({ type: "abort", status: 503 }, {
        id,
        match,
        cohort,
        at: { point: "server", app: "shop" },
      }),
    );
  const ask = (account: string, path = "/shop/") => {
    const arms: string[] = [];
    const facts = { method: "GET", path, account, header: () => null };
    const tag = tagger.tag(facts, ({ arm }) => arms.push(arm));
    return { arms, ids: tag?.sealed.map(({ id }) => id) ?? [] };
  };
  return { tagger, book, put, ask };
}

Deno.test("only the experiment's arm gets its faults, the control is counted, and the rest is neither", () => {
  const { tagger, book, put, ask } = world();
  put("f-1", TERMS);
  put("f-2", TERMS);
  const seen = { control: 0, experiment: 0, rest: 0 };
  for (const account of accounts.slice(0, 5_000)) {
    const { arms, ids } = ask(account);
    assert.ok(arms.length <= 1);
    assert.deepEqual(ids, arms[0] === "experiment" ? ["f-1", "f-2"] : []);
    seen[arms[0] as "control" ?? "rest"]++;
  }
  assert.ok(seen.control > 300 && seen.experiment > 300 && seen.rest > 3_000, JSON.stringify(seen));
  const [cohort] = tagger.cohorts.list();
  assert.deepEqual([cohort?.id, cohort?.control.given, cohort?.experiment.given], [
    ...["x-1", 0, 2 * seen.experiment],
  ]);
  book.close();
});

Deno.test("requests that no fault of the experiment means are in no arm", () => {
  const { book, put, ask } = world();
  put("f-1", { ...TERMS, share: 0.5 }, { path: "/shop/*" });
  assert.equal(ask("a", "/shop/1").arms.length, 1);
  assert.equal(ask("a", "/user/1").arms.length, 0);
  book.close();
});

Deno.test("what is asked inside is in no arm, and gets no fault of an experiment", () => {
  const { tagger, book, put } = world();
  put("f-1", { ...TERMS, share: 0.5, by: "request" });
  const facts = { method: "GET", path: "/", account: "a", header: () => null };
  for (let turn = 0; turn < 50; turn++) assert.equal(tagger.tag(facts), undefined);
  assert.deepEqual(tagger.cohorts.list(), []);
  book.close();
});

Deno.test("eight experiments are remembered, and the oldest is forgotten", () => {
  const { tagger, book, put, ask } = world();
  for (let at = 0; at < 9; at++) put(`f-${at}`, { ...TERMS, id: `x-${at}` });
  ask("a");
  assert.deepEqual(tagger.cohorts.list().map(({ id }) => id).slice(0, 2), ["x-1", "x-2"]);
  assert.equal(tagger.cohorts.list().length, 8);
  book.close();
});
