import assert from "node:assert/strict";
import { document, fault, httpProbe, hypothesis } from "../experiment_fixture.ts";
import { experimentJsonSchema, fullExperimentSchema } from "./schema.ts";

const COMMITTED = new URL("../../../docs/netops.experiment.schema.json", import.meta.url);

Deno.test("docs/netops.experiment.schema.json is the schema of today", async () => {
  const committed = JSON.parse(await Deno.readTextFile(COMMITTED));
  assert.deepEqual(
    committed,
    experimentJsonSchema(),
    "write it anew: deno run -A chaos/experiment/schema/write_schema.ts",
  );
});

Deno.test("the schema takes good experiments and no others", () => {
  const good = document({ ...hypothesis(httpProbe("a", 200)), method: [fault("f")] });
  assert.ok(fullExperimentSchema.safeParse(good).success);
  for (
    const bad of [{}, { ...good, method: [{}] }, { ...good, method: [fault("f", { duration: 3 })] }]
  ) {
    assert.ok(!fullExperimentSchema.safeParse(bad).success, JSON.stringify(bad));
  }
});
