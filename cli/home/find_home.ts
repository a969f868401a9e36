import { NetopsError } from "@netops/core";
import { dirname, isAbsolute, join, normalize } from "./paths.ts";

/** Where the search for a home starts. */
export interface HomeQuestion {
  /** `--home`, when given. */
  readonly flag?: string;
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
}

/**
 * The home that is named, or the nearest `.netops` upward from the working folder, or undefined.
 *
 * @throws {NetopsError} USAGE when `--home` is empty, as by a shell variable that is not set.
 */
export function findHome({ flag, env, cwd }: HomeQuestion): string | undefined {
  if (flag?.trim() === "") {
    throw new NetopsError("USAGE", "Option --home needs a folder", { fix: "--home .netops" });
  }
  const named = flag ?? (env.NETOPS_HOME || undefined);
  if (named !== undefined) return normalize(isAbsolute(named) ? named : join(cwd, named));
  return searchUpward(cwd, ".netops");
}

/** The home of a new run: the one that is found, else `.netops` beside the nearest `netops.yaml`. */
export function homeForRun(question: HomeQuestion): string {
  const found = findHome(question);
  if (found !== undefined) return found;
  const config = searchUpward(question.cwd, "netops.yaml");
  return join(config === undefined ? question.cwd : dirname(config), ".netops");
}

function searchUpward(from: string, name: string): string | undefined {
  for (let folder = normalize(from);; folder = dirname(folder)) {
    const path = join(folder, name);
    if (exists(path)) return path;
    if (folder === dirname(folder)) return undefined;
  }
}

function exists(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch {
    // Absent, or in a folder that we may not look into: not a home of ours either way.
    return false;
  }
}
