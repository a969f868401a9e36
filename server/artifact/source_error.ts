import { NetopsError } from "@netops/core";

/** What went wrong while the user's folder was read, as an error of the table. */
export function sourceError(thrown: unknown, path: string): NetopsError {
  if (thrown instanceof NetopsError) return thrown;
  if (thrown instanceof Deno.errors.NotFound) {
    return new NetopsError("NOT_FOUND", `Cannot bake ${path} as it is not there`, {
      cause: thrown,
      details: { path },
    });
  }
  const why = thrown instanceof Error ? thrown.message : String(thrown);
  return new NetopsError("FORBIDDEN", `Cannot bake ${path} as it cannot be read: ${why}`, {
    fix: `make it readable, or add it to exclude: ls -l ${path}`,
    cause: thrown,
    details: { path },
  });
}
