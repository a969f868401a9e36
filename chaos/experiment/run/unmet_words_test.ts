import assert from "node:assert/strict";
import { NetopsError } from "@netops/core";
import { fromPlain, type ValueMap } from "../python/value.ts";
import {
  action,
  document,
  ExperimentWorld,
  fault,
  httpProbe,
  hypothesis,
} from "../experiment_fixture.ts";
import { unmetWords } from "./unmet_words.ts";

function words(tolerance: unknown, output: unknown): string | undefined {
  const activity = { name: "starts succeed", tolerance };
  const probes = [{ activity, output, status: "succeeded", tolerance_met: false }];
  const configuration = fromPlain({ bound: 0.99 }) as ValueMap;
  return unmetWords(fromPlain({ probes }) as ValueMap, { configuration });
}

Deno.test("what was seen is told beside what was wanted", () => {
  const cases: [unknown, unknown, string][] = [
    [{ type: "range", range: [0.99, 1] }, 0.91, "gave 0.91, wanted at least 0.99"],
    [{ type: "range", range: [0, 0.05] }, 0.123456, "gave 0.1235, wanted at most 0.05"],
    [{ type: "range", range: [1, 2] }, "x", 'gave "x", wanted a number from 1 to 2'],
    [[1, 3], 4, "gave 4, wanted at most 3"],
    [[200, 204], { status: 503 }, "gave status 503, wanted status 200 or 204"],
    [200, { status: 500, body: "x" }, "gave status 500, wanted status 200"],
    [true, false, "gave false, wanted true"],
    [true, null, "gave nothing, wanted true"],
    ["up", "down", 'gave "down", wanted "up"'],
    ["${bound}", 0.5, "gave 0.5, wanted 0.99"],
    ["${password}", 0.5, 'gave 0.5, wanted "${password}"'],
    [
      { type: "regex", pattern: "^ok", target: "body" },
      { status: 200, body: "no" },
      'gave status 200, wanted text like "^ok" in body',
    ],
    [{ type: "jsonpath", path: "$.a", count: 2 }, { a: 1 }, 'gave {"a":1}, wanted 2 values at $.a'],
    [{ type: "jsonpath", path: "$.a", expect: [3] }, { a: 1 }, 'gave {"a":1}, wanted [3] at $.a'],
    [
      { type: "range", range: [0, 1], target: "n" },
      { n: 7 },
      'gave {"n":7}, wanted at most 1 in n (n is 7)',
    ],
    [{ type: "probe", name: "p" }, 3, 'gave 3, wanted what probe "p" takes'],
  ];
  for (const [tolerance, output, wanted] of cases) {
    assert.equal(words(tolerance, output), `probe "starts succeed" ${wanted}`);
  }
});

Deno.test("a long answer is cut, and one of several lines is one line", () => {
  const told = words("a", `b\n${"c".repeat(1_000)}`) ?? "";
  assert.ok(told.length < 400 && !told.includes("\n") && told.includes("…"), told);
});

const HELD = hypothesis(httpProbe("answers", 200));

async function reasonOf(
  parts: object,
  prepare: (world: ExperimentWorld) => void = () => undefined,
) {
  const world = new ExperimentWorld();
  prepare(world);
  const { verdict } = await world.run(document(parts as Record<string, unknown>));
  return verdict.reason;
}

Deno.test("a reason says why: refused, unmet, broken, timed out, not back, not put back", async () => {
  const unmet = hypothesis({
    ...{ type: "probe", name: "starts succeed", tolerance: { type: "range", range: [0.99, 1] } },
    provider: { type: "netops", probe: "sps-share" },
  });
  const asked = (world: ExperimentWorld) => world.probe = () => Promise.resolve(0.91);
  assert.equal(
    await reasonOf({ ...unmet, method: [fault("f")] }, asked),
    'the steady state was not met before the fault: probe "starts succeed" gave 0.91, wanted at least 0.99',
  );
  assert.match(
    await reasonOf({ ...unmet, method: [action("m")] }, asked),
    /not met before the method: /,
  );
  assert.equal(
    await reasonOf({ ...HELD, method: [fault("f")] }, (world) => {
      world.actions.refusal = new NetopsError("REFUSED", "The last healthy instance stays");
    }),
    '"f" was refused: The last healthy instance stays',
  );
  assert.equal(
    await reasonOf({ ...HELD, method: [action("m", "bad")] }, (world) => {
      const stderr = new TextEncoder().encode("some\nno such database\n");
      world.program = () => ({ code: 3, stderr });
    }),
    '"m" failed: the program ended with 3 and said: no such database',
  );
  assert.equal(
    await reasonOf({ ...HELD, method: [action("m", "slow", { timeout: 1.5 })] }, (world) => {
      world.program = ({ signal }) =>
        new Promise((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));
    }),
    '"m" failed: activity took longer than its timeout of 1.5 s',
  );
  assert.equal(
    await reasonOf({ ...HELD, method: [action("m")], rollbacks: [action("r", "bad")] }, (world) => {
      world.program = ({ command }) => ({ code: command[0] === "/bin/bad" ? 1 : 0 });
    }),
    'the rollback "r" failed: the program ended with 1',
  );
  const gone = await reasonOf({ ...unmet, method: [] }, (world) => {
    world.probe = () => Promise.reject(new NetopsError("NOT_FOUND", "it has no value (yet)"));
  });
  assert.equal(
    gone,
    'the check before the method could not be made: probe "starts succeed" failed: it has no value (yet)',
  );
});

Deno.test("a steady state that does not come back says what the last check saw", async () => {
  let isBroken = false;
  const reason = await reasonOf({
    ...HELD,
    runtime: { hypothesis: { strategy: "before-method-only" } },
    method: [fault("f"), action("break")],
  }, (world) => {
    world.answer = () => new Response("", { status: isBroken ? 502 : 200 });
    world.program = () => {
      isBroken = true;
      return {};
    };
  });
  assert.equal(
    reason,
    'the steady state did not come back within 30000 ms: probe "answers" gave status 502, wanted status 200',
  );
});

Deno.test("as the Chaos Toolkit the reason is told as well, and the exit code stays", async () => {
  const world = new ExperimentWorld();
  const { verdict } = await world.run(document(hypothesis(httpProbe("answers", 418))), {
    compat: "chaostoolkit",
  });
  assert.match(verdict.reason, /probe "answers" gave status 200, wanted status 418/);
});
