import assert from "node:assert/strict";
import { pipelineJsonSchema } from "./pipeline_schema.ts";

const COMMITTED = new URL("../../docs/pipeline.schema.json", import.meta.url);
const PAGE = new URL("../../docs/pipelines.md", import.meta.url);

interface SchemaNode {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, SchemaNode>>;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
  readonly oneOf?: readonly SchemaNode[];
  readonly const?: unknown;
  readonly description?: string;
  readonly additionalProperties?: unknown;
}

const ROOT = pipelineJsonSchema() as SchemaNode;

/** What a reference stands for. */
function resolved(node: SchemaNode): SchemaNode {
  return node.$ref === undefined ? node : resolved(next(node));
}

function next({ $ref = "" }: SchemaNode): SchemaNode {
  return ROOT.$defs?.[$ref.split("/").at(-1) ?? ""] ?? {};
}

/** Nearest to where it is used. */
function descriptionOf(node: SchemaNode): string | undefined {
  return node.description ?? (node.$ref === undefined ? undefined : descriptionOf(next(node)));
}

Deno.test("docs/pipeline.schema.json is what `netops deploy lint --schema` prints", async () => {
  const committed = JSON.parse(await Deno.readTextFile(COMMITTED));
  const why = "run: ./netops deploy lint --schema > docs/pipeline.schema.json";
  assert.deepEqual(committed, JSON.parse(JSON.stringify(pipelineJsonSchema())), why);
});

Deno.test("the schema describes every key, and refuses others", () => {
  let count = 0;
  const seen = new Set<SchemaNode>();
  const look = (reference: SchemaNode, path: string) => {
    const node = resolved(reference);
    if (seen.has(node)) return;
    seen.add(node);
    for (const [key, inner] of Object.entries(node.properties ?? {})) {
      count++;
      assert.equal(node.additionalProperties, false, path);
      const isSaidAbove = resolved(inner).const !== undefined || key === "output" ||
        key === "parameter";
      assert.ok(
        descriptionOf(inner) ?? isSaidAbove,
        `${path}.${key} has no description`,
      );
      look(inner, `${path}.${key}`);
    }
    if (node.items !== undefined) look(node.items, `${path}[]`);
    for (const option of [...node.anyOf ?? [], ...node.oneOf ?? []]) look(option, path);
  };
  look(ROOT, "");
  assert.ok(count > 190, `only ${count} keys were seen`);
});

Deno.test("docs/pipelines.md describes every key of every type of stage, and every output", async () => {
  const { STAGE_OUTPUTS } = await import("../stages/stage_outputs.ts");
  const text = await Deno.readTextFile(PAGE);
  const rows = text.split("\n").filter((line) => line.startsWith("| `"));
  const list = resolved(ROOT.properties?.["stages"] ?? {});
  const stages = resolved(list.items ?? {}).oneOf ?? [];
  assert.equal(stages.length, Object.keys(STAGE_OUTPUTS).length);
  const common = ["name", "type", "needs", "onFailure", "when", "window", "timeout"];
  for (const stage of stages) {
    const { properties = {} } = resolved(stage);
    const type = String(resolved(properties["type"] ?? {}).const) as keyof typeof STAGE_OUTPUTS;
    const row = rows.find((line) => line.startsWith(`| \`${type}\` |`)) ?? "";
    const keys = Object.keys(properties).filter((key) => !common.includes(key));
    for (const key of [...keys, ...Object.keys(STAGE_OUTPUTS[type])]) {
      assert.ok(row.includes(`\`${key}\``), `the row of ${type} does not name ${key}`);
    }
  }
  for (const key of common) assert.ok(rows.some((line) => line.startsWith(`| \`${key}\``)), key);
});
