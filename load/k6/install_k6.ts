import { NetopsError, type ProgramRunner } from "@netops/core";
import { keptK6 } from "./find_k6.ts";
import { PINNED_K6 } from "./k6_version.ts";

/** What installing works with. */
export interface InstallOptions {
  readonly programs: ProgramRunner;
  readonly env: Readonly<Record<string, string>>;
  readonly cacheDir: string;
  readonly signal: AbortSignal;
}

const LIMIT_BYTES = 200_000;

/**
 * Builds the pinned k6 with the Go toolchain (about 70 s on 2 cores) into the user's cache.
 *
 * @returns The path of the program.
 * @throws {NetopsError} UPSTREAM_FAILED with Go's last words; nothing half built is left where k6 is looked for.
 */
export async function buildK6(goPath: string, options: InstallOptions): Promise<string> {
  const { programs, env, cacheDir, signal } = options;
  const path = keptK6(cacheDir);
  const parts = `${path.slice(0, path.lastIndexOf("/"))}.part`;
  await Deno.mkdir(parts, { recursive: true });
  const { code, stderr } = await programs.run({
    command: [goPath, "install", "-trimpath", `go.k6.io/k6@v${PINNED_K6}`],
    ...{ dir: parts, limitBytes: LIMIT_BYTES, signal, env: { ...env, GOBIN: parts } },
  });
  if (code !== 0) {
    await Deno.remove(parts, { recursive: true });
    const said = new TextDecoder().decode(stderr).trim().split("\n").slice(-3).join(" | ");
    throw new NetopsError("UPSTREAM_FAILED", `Go could not build k6 ${PINNED_K6}: ${said}`, {
      fix: "look at https://grafana.com/docs/k6/latest/set-up/install-k6, then --k6 PATH",
    });
  }
  const folder = path.slice(0, path.lastIndexOf("/"));
  await Deno.remove(folder, { recursive: true }).catch(() => undefined);
  await Deno.rename(parts, folder);
  return path;
}

/** Links a k6 into the home of a platform, where all its commands find it; a program that stands there already stays. */
export async function linkK6(k6Path: string, home: string): Promise<string> {
  const link = `${home}/bin/k6`;
  await Deno.mkdir(`${home}/bin`, { recursive: true });
  const known = await Deno.lstat(link).catch(() => undefined);
  if (known !== undefined && !known.isSymlink) return link;
  if (known !== undefined) await Deno.remove(link);
  await Deno.symlink(k6Path, link);
  return link;
}
