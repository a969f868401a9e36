import { experimentJsonSchema } from "./schema.ts";

/** Writes the schema into docs; run by hand when the format grows. */
if (import.meta.main) {
  const file = new URL("../../../docs/netops.experiment.schema.json", import.meta.url);
  await Deno.writeTextFile(file, JSON.stringify(experimentJsonSchema(), null, 2) + "\n");
}
