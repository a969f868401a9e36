import assert from "node:assert/strict";
import { loadCompareLines } from "./load_compare_lines.ts";

const PRINT = { paint: (_: unknown, text: string) => text, plain: true };

Deno.test("a comparison begins with its verdict, shows the interval of each number, and why one is unknown", () => {
  const same = { blocks: 16, before: 100, after: 121, scale: "ratio" as const };
  const text = loadCompareLines({
    ...{ before: "load-1", after: "load-2", verdict: "worse", alpha: 0.01 },
    effects: [
      {
        ...{ ...same, metric: "startup_p50", words: "startup p50", verdict: "worse" },
        effect: { mean: 0.21, low: 0.12, high: 0.3 },
      },
      {
        ...{ metric: "stalls", words: "stalls a second", scale: "difference", verdict: "unknown" },
        ...{ before: null, after: null, effect: null, blocks: 3, reason: "3 blocks were measured" },
      },
    ],
  }, PRINT as unknown as Parameters<typeof loadCompareLines>[1]);
  assert.equal(text[0], "WORSE  load-2 beside load-1, intervals of 99 %");
  assert.match(text.join("\n"), /startup p50 +100 +121 +\+21\.0 % +\+12\.0 % to \+30\.0 % +worse/);
  assert.match(text.join("\n"), /stalls a second +- +- +- +- +unknown/);
  assert.equal(text.at(-1), "unknown, as 3 blocks were measured");
});
