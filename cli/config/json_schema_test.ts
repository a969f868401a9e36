import assert from "node:assert/strict";
import { configJsonSchema } from "./json_schema.ts";

const COMMITTED = new URL("../../docs/netops.schema.json", import.meta.url);

Deno.test("docs/netops.schema.json is what `netops config schema` prints", async () => {
  const committed = JSON.parse(await Deno.readTextFile(COMMITTED));
  const why = "run: ./netops config schema > docs/netops.schema.json";
  assert.deepEqual(committed, JSON.parse(JSON.stringify(configJsonSchema())), why);
});

Deno.test("configJsonSchema() describes every key, refuses others, and takes numbers as text", () => {
  // deno-lint-ignore no-explicit-any -- a JSON Schema is read by path here
  const schema = configJsonSchema() as any;
  const service = schema.properties.services.additionalProperties;
  for (const part of [schema, service]) {
    assert.equal(part.additionalProperties, false);
    for (const [key, value] of Object.entries(part.properties)) {
      assert.ok((value as { description?: string }).description, `${key} has no description`);
    }
  }
  assert.deepEqual(service.required, ["command"]);
  const text = ["string", "number", "boolean"];
  assert.deepEqual(service.properties.env.additionalProperties.type, text);
  assert.deepEqual(service.properties.command.anyOf[1].items.type, text);
});
