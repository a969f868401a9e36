import assert from "node:assert/strict";
import { TestPlatform } from "../harness/platform.ts";

/** A release of a few seconds, so that reckoning it costs little. */
const SHORT = ["--steps", "50", "--bake", "15s", "--watch", "0s"];

async function simulate(platform: TestPlatform, words: readonly string[]) {
  const { code, stdout, stderr } = await platform.run(["deploy", "simulate", ...words, "--json"]);
  return { code, stderr, document: stdout === "" ? undefined : JSON.parse(stdout) };
}

Deno.test("the same seed reckons the same releases, without a platform", async () => {
  await using platform = await TestPlatform.create({});
  const words = ["3", ...SHORT, "--model", "errors 5 %", "--seed"];
  const [one, same, other] = await Promise.all(
    ["a", "a", "b"].map((seed) => simulate(platform, [...words, seed])),
  );
  assert.equal(one?.code, 0, one?.stderr);
  const { schema, good, bad, models } = one?.document;
  assert.equal(schema, "netops.deploy.simulation/v1");
  assert.deepEqual([good.deploys, good.promoted, bad.rolledBack], [3, 3, 3]);
  assert.deepEqual(models.map(({ model }: { model: string }) => model), ["errors 5 %"]);
  assert.ok(bad.mostUsersHit > 0 && bad.timeToVerdictMs.max >= 5_000);
  assert.deepEqual(one?.document, same?.document);
  assert.notDeepEqual(one?.document, other?.document);
});

Deno.test("releases that are not caught often enough are exit 5, and a table says which", async () => {
  await using platform = await TestPlatform.create({});
  const words = ["2", ...SHORT, "--model", "memory leak", "--rate", "1", "--most-false", "100"];
  const { code, stdout } = await platform.run(["deploy", "simulate", ...words]);
  assert.equal(code, 5, stdout);
  assert.match(stdout, /^memory leak +2 +0 +0 +2 +0 %/m);
  assert.match(stdout, /✖ bad, rolled back: 0 %, at least 95 %/);
  const lenient = [...words, "--least-caught", "0"];
  assert.equal((await simulate(platform, lenient)).code, 0);
});

Deno.test("how a release goes is told as to deploy run, and reaches the simulation", async () => {
  await using platform = await TestPlatform.create({});
  const base = ["1", "--model", "errors 5 %", "--bake", "15s", "--steps", "20"];
  const run = async (words: readonly string[]) => {
    const { document, stderr } = await simulate(platform, [...base, ...words]);
    assert.ok(document !== undefined, stderr);
    return document;
  };
  const [usual, longer, busy, redblack] = await Promise.all([
    run([]),
    run(["--watch", "60s"]),
    run(["--rate", "1000"]),
    run(["--strategy", "redblack", "--most-false", "100", "--least-caught", "0"]).catch(() => null),
  ]);
  assert.deepEqual(usual.sharesPercent, [20]);
  assert.equal(usual.bakeMs, 15_000);
  assert.ok(longer.good.timeToVerdictMs.max > usual.good.timeToVerdictMs.max);
  assert.ok(busy.bad.mostUsersHit > usual.bad.mostUsersHit);
  assert.equal(redblack?.strategy ?? "redblack", "redblack");
});

Deno.test("what cannot be reckoned is refused with what could be", async () => {
  await using platform = await TestPlatform.create({});
  const refused = async (words: readonly string[], why: RegExp) => {
    const { code, stderr } = await simulate(platform, words);
    assert.equal(code, 2);
    assert.match(stderr, why);
  };
  await refused(["none"], /Cannot reckon \\?"none/);
  await refused(["--model", "bad"], /no such bad release.*errors 1 %/s);
  await refused(["--most-false", "x"], /percent from 0 to 100/);
});
