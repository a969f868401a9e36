import { z } from "zod";
import { configSchema } from "./schema.ts";

/** The JSON Schema of `netops.yaml`, as editors want it; committed as `docs/netops.schema.json`. */
export function configJsonSchema(): Record<string, unknown> {
  return {
    ...z.toJSONSchema(configSchema, { io: "input" }),
    title: "netops.yaml",
    description: "The user's own services and the platform they run on",
  };
}
