import assert from "node:assert/strict";
import { JudgeDocument } from "@netops/core/contracts";
import { TestPlatform } from "../harness/platform.ts";

const CONFIG = {
  metrics: [{
    ...{ name: "latency", groups: ["g"] },
    analysisConfigurations: { canary: { direction: "increase" } },
  }],
  classifier: { groupWeights: { g: 100 }, scoreThresholds: { marginal: 50, pass: 75 } },
};
const wave = (level: number, count = 30) =>
  Array.from({ length: count }, (_, at) => level + (at * 7 % 11) / 10);
const points = (experiment: unknown[]) =>
  JSON.stringify({ latency: { control: wave(10), experiment } });

const FILES = {
  "c.json": JSON.stringify(CONFIG),
  "bad.json": JSON.stringify({ judge: {}, metrics: "no" }),
  "good.json": points(wave(10).reverse()),
  "slow.json": points(wave(12)),
  "few.json": points([10, 11]),
  "same.json": JSON.stringify({
    ...{ latency: { control: Array(9).fill(10), experiment: Array(9).fill(30) } },
  }),
};

Deno.test("deploy judge says by its exit code what to do, in words and as one document", async () => {
  await using platform = await TestPlatform.create(FILES);
  const cases: [string, number, string][] = [
    ["good.json", 0, "pass"],
    ["slow.json", 5, "fail"],
    ["few.json", 9, "inconclusive"],
  ];
  for (const [data, code, verdict] of cases) {
    const words = ["deploy", "judge", "--config", "c.json", "--data", data];
    const shown = await platform.run(words);
    assert.deepEqual([shown.code, shown.stderr], [code, ""], data);
    assert.match(shown.stdout, new RegExp(`^${verdict.toUpperCase()} `));
    assert.match(shown.stdout, /\ndecided by \S/);
    const told = await platform.run([...words, "--json"]);
    assert.deepEqual([told.code, told.stderr], [code, ""], data);
    const document = JSON.parse(told.stdout);
    assert.equal(document.verdict, verdict);
    assert.deepEqual(JudgeDocument.parse(document), document, "nothing but what is promised");
  }
});

Deno.test("every option of deploy judge changes something", async () => {
  await using platform = await TestPlatform.create(FILES);
  const judge = async (...words: string[]) =>
    JSON.parse(
      (await platform.run(["deploy", "judge", "--config", "c.json", ...words, "--json"])).stdout,
    );
  const few = await judge("--data", "few.json", "--step", "90s");
  assert.equal(few.metrics[0].need.bakeMs, 900_000);
  assert.match(few.metrics[0].reason, /a bake of 900s/);
  assert.equal((await judge("--data", "few.json", "--mode", "kayenta")).mode, "kayenta");
  const noisy = (seed: string) => judge("--data", "same.json", "--mode", "kayenta", "--seed", seed);
  const [one, again, other] = await Promise.all(["1", "1", "2"].map(noisy));
  assert.equal(one.metrics[0].estimate, again.metrics[0].estimate);
  assert.notEqual(one.metrics[0].estimate, other.metrics[0].estimate);
});

Deno.test("a file that cannot be used is exit 2 with its place, and nothing on stdout", async () => {
  await using platform = await TestPlatform.create(FILES);
  const cases: [string[], RegExp][] = [
    [["--config", "bad.json", "--data", "good.json"], /bad\.json:1:23: metrics must be a list/],
    [["--config", "none.json", "--data", "good.json"], /Cannot read none\.json/],
    [["--config", "c.json", "--data", "c.json"], /Cannot use c\.json|no data|must be/],
    [["--data", "good.json"], /without --config/],
    [["--config", "c.json"], /without --data/],
    [["--config", "c.json", "--data", "good.json", "--mode", "keyenta"], /kayenta/],
    [["--config", "c.json", "--data", "good.json", "--step", "0s"], /0 ms apart/],
  ];
  for (const [words, hint] of cases) {
    const { code, stdout, stderr } = await platform.run(["deploy", "judge", ...words]);
    assert.deepEqual([code, stdout], [2, ""], words.join(" "));
    assert.match(stderr, hint);
  }
});
