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
  const slo = schema.properties.slo.additionalProperties;
  const group = schema.properties.rules.additionalProperties;
  for (const part of [schema, service, slo, group, group.properties.rules.items]) {
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

Deno.test("docs/netops_yaml.md describes every key with its default", async () => {
  const url = new URL("../../docs/netops_yaml.md", import.meta.url);
  const rows = (await Deno.readTextFile(url)).split("\n").filter((line) => line.startsWith("| `"));
  // deno-lint-ignore no-explicit-any -- a JSON Schema is read by path here
  const schema = configJsonSchema() as any;
  const { services, ports, gateway, telemetry, slo, rules, chaos, ...rest } = schema.properties;
  const group = rules.additionalProperties;
  const keys = {
    ...services.additionalProperties.properties,
    ...Object.fromEntries(prefixed("ports", ports)),
    ...Object.fromEntries(prefixed("gateway", gateway)),
    ...Object.fromEntries(prefixed("telemetry", telemetry)),
    ...Object.fromEntries(prefixed("slo.NAME", slo.additionalProperties)),
    ...Object.fromEntries(prefixed("rules.GROUP", group)),
    ...Object.fromEntries(prefixed("rules.GROUP.rules[]", group.properties.rules.items)),
    ...Object.fromEntries(
      prefixed("chaos.limits.NAME", chaos.properties.limits.additionalProperties),
    ),
    platform: rest.platform,
    seed: rest.seed,
  };
  for (const [key, node] of Object.entries(keys) as [string, { default?: unknown }][]) {
    const row = rows.find((line) => line.startsWith(`| \`${key}\` |`));
    assert.ok(row, `${key} has no row`);
    if (node.default === undefined) continue;
    const shown = JSON.stringify(node.default).replaceAll('"', "").replace(":", ": ");
    assert.equal(row.split(" | ")[1], `\`${shown}\``, key);
  }
});

function prefixed(name: string, node: { properties: Record<string, unknown> }) {
  return Object.entries(node.properties).map(([key, value]) => [`${name}.${key}`, value]);
}
