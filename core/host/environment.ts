const SHIM_FOLDER = "node_compat_bin";

/**
 * The environment of this process as its caller gave it.
 *
 * Deno 2.9 puts a folder first on its own PATH in which `node` is Deno itself; a user who says `node`
 * means Node, so that folder and its mark are taken out again.
 */
export function readEnvironment(): Record<string, string> {
  const { DENO_NODE_SHIM_ACTIVE: _, ...env } = Deno.env.toObject();
  const path = env["PATH"];
  return path === undefined ? env : { ...env, PATH: withoutShims(path) };
}

/** The folders in which this process looks for programs; needs no more of the environment than PATH. */
export function readSearchPath(): string {
  return withoutShims(Deno.env.get("PATH") ?? "");
}

function withoutShims(path: string): string {
  return path.split(":").filter((folder) => !folder.endsWith(`/${SHIM_FOLDER}`)).join(":");
}
