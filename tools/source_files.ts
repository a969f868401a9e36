import { join } from "node:path";

const ROOT = new URL("..", import.meta.url).pathname;

const SKIPPED = [".git", ".netops", "node_modules", "reports", "assets", "data", "coverage"];

/** Every TypeScript file of the repository, as paths from its root, sorted. */
export async function listSources(): Promise<string[]> {
  const files: string[] = [];
  for await (const file of filesBelow("")) {
    if (/\.tsx?$/.test(file)) files.push(file);
  }
  return files.sort();
}

const SEES_BROWSER =
  /(from|import\() ?"(preact|playwright-core|axe-core|[./]+\/server\/(web|watch)\/)/;

/**
 * Splits files into those that are checked with the browser's types and the others. Preact and Playwright
 * bring the browser's types along, which then hide Deno's (of WebSocket, for example) in the whole program.
 */
export async function splitByTypes(
  files: readonly string[],
): Promise<{ readonly browser: string[]; readonly deno: string[] }> {
  const isBrowser = async (file: string) =>
    /^server\/(web|watch)\//.test(file) ||
    SEES_BROWSER.test(await Deno.readTextFile(join(ROOT, file)));
  const marks = await Promise.all(files.map(isBrowser));
  return {
    browser: files.filter((_, at) => marks[at]),
    deno: files.filter((_, at) => !marks[at]),
  };
}

async function* filesBelow(folder: string): AsyncGenerator<string> {
  for await (const entry of Deno.readDir(join(ROOT, folder))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory && !SKIPPED.includes(entry.name)) yield* filesBelow(path);
    else if (entry.isFile) yield path;
  }
}
