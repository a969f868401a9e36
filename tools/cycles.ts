/**
 * Finds import cycles between files of this repository, type imports included. A dynamic import is no
 * edge: it is how the command tree, which is data, loads a command when it is called.
 */
import { join, relative } from "node:path";
import { listSources } from "./source_files.ts";

const ROOT = new URL("..", import.meta.url).pathname;

/** Which file imports which. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>;

if (import.meta.main) Deno.exit(await main());

async function main(): Promise<number> {
  const graph = await readGraph();
  const cycles = findCycles(graph);
  for (const cycle of cycles) {
    console.error(`import cycle of ${cycle.length} files: ${cycle.join(", ")}`);
  }
  if (cycles.length === 0) console.log(`${graph.size} files, no import cycle`);
  return cycles.length === 0 ? 0 : 1;
}

/**
 * Groups of files that reach each other, by Tarjan's algorithm; a file that imports itself is a group too.
 * Source: R. Tarjan, Depth-first search and linear graph algorithms, 1972.
 */
export function findCycles(graph: ImportGraph): string[][] {
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const cycles: string[][] = [];
  const visit = (file: string): number => {
    const index = order.size;
    order.set(file, index);
    low.set(file, index);
    stack.push(file);
    for (const next of graph.get(file) ?? []) {
      if (!order.has(next)) low.set(file, Math.min(lowOf(file), visit(next)));
      else if (stack.includes(next)) low.set(file, Math.min(lowOf(file), order.get(next) ?? index));
    }
    if (lowOf(file) === index) {
      const group = stack.splice(stack.indexOf(file)).sort();
      if (group.length > 1 || graph.get(file)?.includes(file)) cycles.push(group);
    }
    return lowOf(file);
  };
  const lowOf = (file: string) => low.get(file) ?? 0;
  for (const file of graph.keys()) {
    if (!order.has(file)) visit(file);
  }
  return cycles;
}

/** Asks Deno for the imports of every source file. */
async function readGraph(): Promise<ImportGraph> {
  const files = (await listSources()).filter((file) => !file.startsWith("examples/"));
  await Deno.mkdir(join(ROOT, "reports"), { recursive: true });
  const all = join(ROOT, "reports", ".all_modules.ts");
  await Deno.writeTextFile(all, files.map((file) => `import "../${file}";\n`).join(""));
  try {
    return parseGraph(JSON.parse(await infoOf(all)), all);
  } finally {
    await Deno.remove(all);
  }
}

interface InfoModule {
  readonly specifier: string;
  readonly dependencies?: readonly {
    readonly isDynamic?: boolean;
    readonly code?: { readonly specifier?: string };
    readonly type?: { readonly specifier?: string };
  }[];
}

function parseGraph(info: { modules: readonly InfoModule[] }, without: string): ImportGraph {
  const graph = new Map<string, string[]>();
  const nameOf = (specifier: string) =>
    relative(ROOT, decodeURI(specifier.slice("file://".length)));
  for (const { specifier, dependencies = [] } of info.modules) {
    if (!specifier.startsWith("file://") || specifier.endsWith(without)) continue;
    const targets = dependencies.filter(({ isDynamic }) => isDynamic !== true)
      .flatMap(({ code, type }) => [code?.specifier, type?.specifier])
      .filter((target) => target?.startsWith("file://") === true);
    graph.set(nameOf(specifier), [...new Set(targets)].map((target) => nameOf(target ?? "")));
  }
  return graph;
}

async function infoOf(file: string): Promise<string> {
  const result = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", file],
    cwd: ROOT,
    stdin: "null",
  }).output();
  if (!result.success) throw new Error(new TextDecoder().decode(result.stderr));
  return new TextDecoder().decode(result.stdout);
}
