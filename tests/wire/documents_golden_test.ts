import assert from "node:assert/strict";
import { TitlesDocument } from "@netops/core/contracts";

const GOLDEN = new URL("../data/documents/titles_v1.json", import.meta.url);

function golden(): TitlesDocument {
  return JSON.parse(Deno.readTextFileSync(GOLDEN));
}

Deno.test("a title list of before still parses, to its last field", () => {
  assert.deepEqual(TitlesDocument.parse(golden()), golden());
});

Deno.test("no field of a title list may go missing, and no schema be another one", () => {
  assert.equal(
    TitlesDocument.safeParse({ ...golden(), schema: "netops.titles/v2" }).success,
    false,
  );
  const { titles: [title], jobs: [job] } = golden();
  const lists = { titles: title, jobs: job };
  for (const [list, whole] of Object.entries(lists)) {
    for (const key of Object.keys(whole ?? {})) {
      const { [key]: _, ...rest } = whole as Record<string, unknown>;
      const { success } = TitlesDocument.safeParse({ ...golden(), [list]: [rest] });
      // Only what is left of a job may be unknown.
      assert.equal(success, key === "etaMs", `${list} without ${key}`);
    }
  }
});
