import type { BakeSource, PipelineSpecInput } from "@netops/core/contracts";
import { relative } from "node:path";
import { ownFolder, sourceWords } from "./read_source.ts";

/** Where what is said of a release comes from. */
export interface PassingPlace {
  /** The folder of the platform's `netops.yaml`. */
  readonly projectDir: string;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * What somebody must know whose release did not come from the folder that `netops.yaml` names: the next `up`
 * starts that folder, without a word. Undefined where it came from there, or where nobody can tell.
 */
export async function passingNote(
  { app, stages }: Pick<PipelineSpecInput, "app" | "stages">,
  { projectDir, env }: PassingPlace,
): Promise<string | undefined> {
  const sources = stages.flatMap((stage) => stage.type === "bake" ? [stage.from] : []);
  const from = sources.at(-1);
  if (from === undefined) return undefined;
  const own = await ownFolder({ app, projectDir, env }).catch(() => undefined);
  if (own === undefined || isFolder(from, own)) return undefined;
  return `note: ${app} runs ${sourceWords(from)} until netops down: the next up starts what ` +
    `netops.yaml names, ${shortPath(own, projectDir)}; put it there to keep it`;
}

function isFolder(from: BakeSource, own: string): boolean {
  return from.kind === "dir" && realPath(from.dir) === realPath(own);
}

/** A link to the service's own folder is that folder. */
function realPath(path: string): string {
  try {
    return Deno.realPathSync(path);
  } catch {
    return path;
  }
}

function shortPath(path: string, base: string): string {
  const short = relative(base, path);
  if (short === "") return ".";
  return short.startsWith("..") ? path : `./${short}`;
}
