import { z } from "zod";
import { configSchema } from "./schema.ts";

interface SchemaNode {
  type?: unknown;
  items?: SchemaNode;
  anyOf?: SchemaNode[];
  properties?: Record<string, SchemaNode>;
  additionalProperties?: SchemaNode;
}

/** The JSON Schema of `netops.yaml`, as editors want it; committed as `docs/netops.schema.json`. */
export function configJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(configSchema, { io: "input" });
  allowNumbersAsText(schema as SchemaNode);
  return {
    ...schema,
    title: "netops.yaml",
    description: "The user's own services and the platform they run on",
  };
}

/** Where text is wanted a file may say `8000` or `true`: it is kept as it is written. */
function allowNumbersAsText(root: SchemaNode): void {
  const service = root.properties?.services?.additionalProperties?.properties;
  const texts = [
    root.properties?.seed,
    service?.command?.anyOf?.[1]?.items,
    service?.env?.additionalProperties,
  ];
  for (const text of texts) {
    Object.assign(text as SchemaNode, { type: ["string", "number", "boolean"] });
  }
}
