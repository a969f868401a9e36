/** What to fetch and how. */
export interface CacheModulesOptions {
  readonly denoPath: string;
  /** The folder with `deno.json` and `netops.lock`. */
  readonly root: string;
  readonly entries: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** Where Deno keeps what it fetched, by its own rules. */
export function denoCacheDir(env: Readonly<Record<string, string>>): string {
  if (env["DENO_DIR"]) return env["DENO_DIR"];
  if (env["XDG_CACHE_HOME"]) return `${env["XDG_CACHE_HOME"]}/deno`;
  const home = env["HOME"] ?? "/tmp";
  return Deno.build.os === "darwin" ? `${home}/Library/Caches/deno` : `${home}/.cache/deno`;
}

/**
 * Fetches every module that the entries need, exactly as locked; answers what Deno said when it failed.
 */
export async function cacheModules(options: CacheModulesOptions): Promise<string | undefined> {
  const { denoPath, root, entries, env } = options;
  const output = await new Deno.Command(denoPath, {
    args: [
      "cache",
      "--quiet",
      "--frozen",
      `--config=${root}deno.json`,
      `--lock=${root}netops.lock`,
      ...entries,
    ],
    cwd: root,
    env,
    clearEnv: true,
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).output();
  return output.success ? undefined : new TextDecoder().decode(output.stderr).trim();
}
