import type { AppManifest } from "@netops/core/contracts";
import type { DatabaseSync, SQLOutputValue } from "node:sqlite";

/** A server group that ran once. */
export interface GroupRow {
  readonly name: string;
  readonly app: string;
  readonly version: string;
  readonly createdAtMs: number;
  /** What it was asked for with. */
  readonly key?: string;
  /** Hash of what it ran; undefined for an app of netops's own, and for groups of older releases. */
  readonly artifact?: string;
  /** How it was run, so that the same version can be had again after `netops.yaml` changed. */
  readonly manifest?: AppManifest;
}

const ADDED_COLUMNS: readonly string[] = ["key", "artifact", "manifest"];

/** Gives a file of an older release the columns that came later; what is in it stays. */
export function addGroupColumns(database: DatabaseSync): void {
  const known = database.prepare("SELECT name FROM pragma_table_info('groups')").all()
    .map((row) => row["name"]);
  for (const column of ADDED_COLUMNS) {
    if (!known.includes(column)) database.exec(`ALTER TABLE groups ADD COLUMN ${column} TEXT`);
  }
  database.exec("CREATE UNIQUE INDEX IF NOT EXISTS groups_by_key ON groups (key)");
}

/** Reads a row of the table. */
export function readGroupRow(row: Record<string, SQLOutputValue>): GroupRow {
  const { key, artifact, manifest } = row;
  return {
    name: String(row["name"]),
    app: String(row["app"]),
    version: String(row["version"]),
    createdAtMs: Number(row["createdAtMs"]),
    ...(typeof key === "string" ? { key } : {}),
    ...(typeof artifact === "string" ? { artifact } : {}),
    ...(typeof manifest === "string" ? { manifest: JSON.parse(manifest) } : {}),
  };
}

/** Writes a row of the table, in the place of one of the same name or key. */
export function writeGroupRow(database: DatabaseSync, row: GroupRow): void {
  const { name, app, version, createdAtMs, key = null, artifact = null, manifest } = row;
  database
    .prepare(
      `INSERT OR REPLACE INTO groups (name, app, version, createdAtMs, key, artifact, manifest)
       VALUES (?,?,?,?,?,?,?)`,
    )
    .run(
      ...[name, app, version, createdAtMs, key, artifact],
      manifest === undefined ? null : JSON.stringify(manifest),
    );
}
