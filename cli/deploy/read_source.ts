import { NetopsError } from "@netops/core";
import type { BakeSource } from "@netops/core/contracts";
import { resolve } from "node:path";

/** Where an app's code may come from. */
export interface SourceRequest {
  readonly app: string;
  /** The value of `--from`. */
  readonly from: string | undefined;
  readonly cwd: string;
  /** The folder of the platform's `netops.yaml`. */
  readonly projectDir: string;
  readonly env: Readonly<Record<string, string>>;
}

const GIT = "git:";

/**
 * What is to be baked: a folder, what a git ref points at, or without `--from` the folder that `netops.yaml`
 * names.
 *
 * @throws {NetopsError} USAGE, CONFIG_INVALID when the folder is not known
 */
export async function readSource(request: SourceRequest): Promise<BakeSource> {
  const { from, cwd, projectDir } = request;
  if (from === undefined) return { kind: "dir", dir: await ownFolder(request) };
  // An unset variable of a script: the working folder is not what was meant.
  if (from.trim() === "") throw noFolder(`"${from}"`);
  if (!from.startsWith(GIT)) return { kind: "dir", dir: folderOf(from, cwd) };
  const ref = from.slice(GIT.length);
  if (ref === "") {
    throw new NetopsError("USAGE", "Cannot take a ref without a name for --from", {
      fix: "--from git:main",
    });
  }
  // The repository that the service lives in need not be that of netops.yaml.
  const repo = await ownFolder(request).catch(() => projectDir);
  return { kind: "git", repo, ref };
}

/** Where it comes from, for people. */
export function sourceWords(source: BakeSource): string {
  return source.kind === "dir" ? source.dir : `${source.ref} of ${source.repo}`;
}

/** The folder that `netops.yaml` names for an app. @throws {NetopsError} CONFIG_INVALID where it names none */
export async function ownFolder(
  { app, projectDir, env }: Pick<SourceRequest, "app" | "projectDir" | "env">,
): Promise<string> {
  // It brings zod and a YAML parser.
  const { loadConfig } = await import("../config/mod.ts");
  const { manifests, file } = await loadConfig({ cwd: projectDir, environment: env });
  const dir = manifests.find((manifest) => manifest.app === app)?.dir;
  if (dir !== undefined) return dir;
  const where = file ?? projectDir;
  throw new NetopsError("CONFIG_INVALID", `Cannot tell what to ship as ${where} has no ${app}`, {
    fix: `netops deploy run ${app} --from DIR`,
  });
}

function folderOf(text: string, cwd: string): string {
  const dir = resolve(cwd, text);
  try {
    if (Deno.statSync(dir).isDirectory) return dir;
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotFound)) throw cause;
  }
  throw noFolder(text);
}

function noFolder(words: string): NetopsError {
  return new NetopsError("USAGE", `Cannot ship ${words} as it is no folder`, {
    fix: "--from DIR, with a folder that is there, or --from git:REF",
  });
}
