import assert from "node:assert/strict";
import { problems } from "./config_fixture.ts";

const HELLO = "services:\n  hello:\n    command: [node, x.mjs]\n";

async function first(text: string): Promise<string> {
  return (await problems(`${HELLO}${text}`)).join("\n");
}

Deno.test("what does not fit together in scaling is refused at its place", async () => {
  const cases: readonly [string, RegExp][] = [
    [
      "    scaling: {metric: rps, target: 200ms, max: 3}\n",
      /^4:\d+ .*target of rps must be a number/,
    ],
    ["    scaling: {metric: latency, target: 5, max: 3}\n", /target of latency must be a duration/],
    ["    scaling: {metric: rps, target: 5, min: 4, max: 3}\n", /at least 4 and at most 3/],
    ["    scaling: {metric: rps, target: 5, min: 2, max: 3}\n", /begins with 1 replicas/],
    ["    port: 9999\n    scaling: {metric: rps, target: 5, max: 3}\n", /fixed port 9999/],
    ["    scaling: {metric: qps, target: 5, max: 3}\n", /must be rps, cpu or latency/],
    ["    scaling: {metric: rps, target: 0, max: 3}\n", /target must be a number above 0/],
    ["    scaling: {metric: rps, target: 5, max: 51}\n", /max must be a whole number from 1 to 50/],
    ["    scaling: {metric: rps, target: 5}\n", /max/],
    ["    scaling: {metric: rps, traget: 5, max: 3}\n", /did you mean "target"/],
    ["    scaling: fast\n", /must be a map of metric, target, min and max/],
  ];
  for (const [text, words] of cases) assert.match(await first(text), words, text);
});
