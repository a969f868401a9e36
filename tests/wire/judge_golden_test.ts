import assert from "node:assert/strict";
import { JudgeDocument } from "@netops/core/contracts";

const GOLDEN = new URL("../data/documents/judge_v1.json", import.meta.url);

function golden(): JudgeDocument {
  return JSON.parse(Deno.readTextFileSync(GOLDEN));
}

Deno.test("a verdict of before still parses, to its last field", () => {
  assert.deepEqual(JudgeDocument.parse(golden()), golden());
});

Deno.test("no promised field of a verdict may go missing, and no schema be another one", () => {
  const { metrics: [metric, ...others] } = golden();
  const isTaken = (change: object) => JudgeDocument.safeParse({ ...golden(), ...change }).success;
  assert.equal(isTaken({ schema: "netops.judge/v2" }), false);
  for (const key of ["mode", "verdict", "score", "groups", "metrics", "rule"]) {
    assert.equal(isTaken({ [key]: undefined }), false, key);
  }
  for (
    const key of [
      ...["name", "classification", "critical", "groups", "estimate", "ci", "reason"],
    ]
  ) {
    assert.equal(isTaken({ metrics: [{ ...metric, [key]: undefined }, ...others] }), false, key);
  }
});
