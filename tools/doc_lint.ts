/**
 * Checks that everything a door exports is documented.
 *
 * `deno doc --lint` asks for more than we promise: JSDoc on every property, explicit types on zod schemas
 * (which exist to infer them), and no type of another door. So this reads the same documents and asks for
 * one thing: each exported name has a comment. A zod schema and the type of the same name share one.
 */
import { type Door, readDoors } from "./doors.ts";

if (import.meta.main) {
  const complaints = undocumented(await readDoors());
  for (const complaint of complaints) console.error(complaint);
  if (complaints.length === 0) console.log("every export of a door is documented");
  Deno.exit(complaints.length === 0 ? 0 : 1);
}

/** Names every export without a comment, with its place. */
export function undocumented(doors: readonly Door[]): string[] {
  const complaints = new Set<string>();
  for (const door of doors) {
    for (const { name, declarations } of door.symbols) {
      if (declarations.some((declaration) => (declaration.jsDoc?.doc ?? "") !== "")) continue;
      const { filename = "", line = 0 } = declarations[0]?.location ?? {};
      complaints.add(`${filename.replace(/^file:\/\//, "")}:${line}: ${name} has no JSDoc`);
    }
  }
  return [...complaints];
}
