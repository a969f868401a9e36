import { dirname } from "node:path";

const SIDES = ["", "-wal", "-shm", "-journal"];

/** Why a file is not used. */
export type AsideReason = "corrupt" | "foreign" | "other-version";

/**
 * Renames a database that cannot be used to `<path>.<reason>-<atMs>` and forgets the one before it, so
 * that what is set aside never takes more than one file's space. Answers the new path.
 */
export function setAside(path: string, reason: AsideReason, atMs: number): string {
  const base = path.slice(dirname(path).length + 1);
  for (const { name } of Deno.readDirSync(dirname(path))) {
    const rest = name.startsWith(`${base}.`) ? name.slice(base.length + 1) : "";
    if (/^(corrupt|foreign|other-version)-\d+/.test(rest)) {
      Deno.removeSync(`${dirname(path)}/${name}`);
    }
  }
  const aside = `${path}.${reason}-${Math.round(atMs)}`;
  for (const side of SIDES) {
    try {
      Deno.renameSync(`${path}${side}`, `${aside}${side}`);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  return aside;
}
