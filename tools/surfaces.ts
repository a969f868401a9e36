/**
 * Compares what each door exports with the checked-in list, so that a change of a promise is a line in
 * the diff. `deno task surfaces -u` writes the lists.
 */
import { join } from "node:path";
import { type Door, readDoors } from "./doors.ts";

const FOLDER = new URL("./surfaces/", import.meta.url).pathname;

if (import.meta.main) Deno.exit(await main(Deno.args.includes("-u")));

async function main(update: boolean): Promise<number> {
  const doors = await readDoors();
  if (update) await write(doors);
  const complaints = [...await strangers(doors)];
  for (const door of doors) complaints.push(...await differences(door));
  for (const complaint of complaints) console.error(complaint);
  if (complaints.length > 0) console.error("fix: deno task surfaces -u, and look at the diff");
  else console.log(`${doors.length} doors are as promised`);
  return complaints.length === 0 ? 0 : 1;
}

async function write(doors: readonly Door[]): Promise<void> {
  await Deno.remove(FOLDER, { recursive: true }).catch(() => {}); // absent the first time
  await Deno.mkdir(FOLDER, { recursive: true });
  for (const door of doors) {
    await Deno.writeTextFile(pathOf(door.name), linesOf(door).map((line) => line + "\n").join(""));
  }
}

async function differences(door: Door): Promise<string[]> {
  const promised = await Deno.readTextFile(pathOf(door.name)).catch(() => "");
  return compareSurfaces(promised.split("\n").filter(Boolean), linesOf(door))
    .map((difference) => `${door.name}: ${difference}`);
}

/** Says what was added (`+`) and what is gone (`-`). */
export function compareSurfaces(promised: readonly string[], actual: readonly string[]): string[] {
  return [
    ...promised.filter((line) => !actual.includes(line)).map((line) => `- ${line}`),
    ...actual.filter((line) => !promised.includes(line)).map((line) => `+ ${line}`),
  ];
}

/** One line per exported name: its kinds, then the name. */
export function linesOf(door: Door): string[] {
  return door.symbols.map((symbol) => {
    const kinds = [...new Set(symbol.declarations.map((declaration) => declaration.kind))].sort();
    return `${symbol.name} (${kinds.join(", ")})`;
  }).sort();
}

async function strangers(doors: readonly Door[]): Promise<string[]> {
  const known = new Set(doors.map((door) => `${door.name}.txt`));
  const found: string[] = [];
  for await (const entry of Deno.readDir(FOLDER)) {
    if (!known.has(entry.name)) found.push(`tools/surfaces/${entry.name}: there is no such door`);
  }
  return found;
}

function pathOf(name: string): string {
  return join(FOLDER, `${name}.txt`);
}
