import assert from "node:assert/strict";
import { DeployLintDocument } from "@netops/core/contracts";

const GOLDEN = new URL("../data/documents/deploy_lint_v1.json", import.meta.url);

function golden(): DeployLintDocument {
  return JSON.parse(Deno.readTextFileSync(GOLDEN));
}

Deno.test("findings of before still parse, to their last field", () => {
  assert.deepEqual(DeployLintDocument.parse(golden()), golden());
});

Deno.test("no promised field of a finding may go missing, and no schema be another one", () => {
  const { findings: [finding, ...others] } = golden();
  const isTaken = (change: object) =>
    DeployLintDocument.safeParse({ ...golden(), ...change }).success;
  assert.equal(isTaken({ schema: "netops.deploy.lint/v2" }), false);
  for (const key of ["ok", "files", "findings"]) assert.equal(isTaken({ [key]: undefined }), false);
  for (const key of ["severity", "file", "line", "column", "message"]) {
    assert.equal(isTaken({ findings: [{ ...finding, [key]: undefined }, ...others] }), false, key);
  }
});
