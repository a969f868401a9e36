import { DatabaseSync, type StatementSync } from "node:sqlite";
import type { TimelineEvent } from "@netops/core/contracts";
import { addGroupColumns, type GroupRow, readGroupRow, writeGroupRow } from "./group_row.ts";
import { homeError } from "./home.ts";
import type { EventQuery, EventStore } from "./timeline.ts";

/** Older events are dropped when the file is opened. */
const KEPT_EVENTS = 100_000;

/** Jobs of earlier runs that stay. */
const KEPT_JOBS = 1_000;

const SCHEMA = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  CREATE TABLE IF NOT EXISTS events (
    seq INTEGER PRIMARY KEY, tsMs REAL NOT NULL, kind TEXT NOT NULL, subject TEXT NOT NULL,
    actor TEXT NOT NULL, data TEXT NOT NULL, traceId TEXT
  ) STRICT;
  CREATE TABLE IF NOT EXISTS groups (
    name TEXT PRIMARY KEY, app TEXT NOT NULL, version TEXT NOT NULL, createdAtMs REAL NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS routes (id INTEGER PRIMARY KEY CHECK (id = 1), snapshot TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS jobs (id TEXT PRIMARY KEY, view TEXT NOT NULL) STRICT;
`;

/** Fleet's one SQLite file: events, groups, routes and jobs. */
export class FleetStore implements EventStore {
  readonly #database: DatabaseSync;
  readonly #path: string;
  readonly #insertEvent: StatementSync;
  /** Routes and jobs that could not be written. */
  lostRows = 0;

  /** Opens or makes the file. @throws {NetopsError} DISK_FULL, HOME_NOT_WRITABLE */
  constructor(path: string) {
    this.#path = path;
    this.#database = openDatabase(path);
    this.#database.prepare("DELETE FROM events WHERE seq <= ?").run(this.lastSeq() - KEPT_EVENTS);
    this.#database.prepare("DELETE FROM jobs WHERE rowid <= (SELECT max(rowid) FROM jobs) - ?")
      .run(KEPT_JOBS);
    this.#insertEvent = this.#database.prepare(
      "INSERT INTO events (seq, tsMs, kind, subject, actor, data, traceId) VALUES (?,?,?,?,?,?,?)",
    );
  }

  /** The highest event number in the file. */
  lastSeq(): number {
    const row = this.#database.prepare("SELECT max(seq) AS seq FROM events").get();
    return Number(row?.["seq"] ?? 0);
  }

  /** Writes events in one transaction. */
  append(events: readonly TimelineEvent[]): void {
    this.#transact(() => {
      for (const { seq, tsMs, kind, subject, actor, data, traceId } of events) {
        const json = JSON.stringify(data);
        this.#insertEvent.run(seq, tsMs, kind, subject, actor, json, traceId ?? null);
      }
    });
  }

  /** Reads the last events above a number, oldest first. */
  read(query: EventQuery): TimelineEvent[] {
    const kinds = query.kinds.map(() => "(kind = ? OR substr(kind, 1, length(?) + 1) = ? || '.')")
      .join(" OR ");
    const where = query.kinds.length === 0 ? "" : `AND (${kinds})`;
    const rows = this.#database
      .prepare(`SELECT * FROM events WHERE seq > ? ${where} ORDER BY seq DESC LIMIT ?`)
      .all(query.afterSeq, ...query.kinds.flatMap((kind) => [kind, kind, kind]), query.limit);
    return rows.reverse().map((row) => ({
      tsMs: Number(row["tsMs"]),
      seq: Number(row["seq"]),
      kind: String(row["kind"]),
      subject: String(row["subject"]),
      actor: String(row["actor"]),
      data: JSON.parse(String(row["data"])),
      ...(row["traceId"] === null ? {} : { traceId: String(row["traceId"]) }),
    }));
  }

  /** The last 500 groups of an app; the names of older ones may be given again. */
  groupsOf(app: string): GroupRow[] {
    const rows = this.#database
      .prepare("SELECT * FROM groups WHERE app = ? ORDER BY createdAtMs DESC LIMIT 500")
      .all(app);
    return rows.map(readGroupRow);
  }

  /** The group of a name, or undefined. */
  group(name: string): GroupRow | undefined {
    const row = this.#database.prepare("SELECT * FROM groups WHERE name = ?").get(name);
    return row && readGroupRow(row);
  }

  /** The group that was asked for with a key, or undefined. */
  groupOfKey(key: string): GroupRow | undefined {
    const row = this.#database.prepare("SELECT * FROM groups WHERE key = ?").get(key);
    return row && readGroupRow(row);
  }

  /** Artifacts of the last `count` groups of every app. */
  lastArtifacts(count: number): string[] {
    const rows = this.#database.prepare(
      `SELECT DISTINCT artifact FROM (
         SELECT artifact, row_number() OVER (PARTITION BY app ORDER BY createdAtMs DESC) AS place FROM groups
       ) WHERE place <= ? AND artifact IS NOT NULL`,
    ).all(count);
    return rows.map((row) => String(row["artifact"]));
  }

  /** Notes a group. @throws {NetopsError} DISK_FULL, HOME_NOT_WRITABLE */
  saveGroup(row: GroupRow): void {
    try {
      writeGroupRow(this.#database, row);
    } catch (thrown) {
      throw homeError(this.#path, thrown);
    }
  }

  /** The last route snapshot as JSON, or undefined. */
  loadRoutes(): string | undefined {
    const row = this.#database.prepare("SELECT snapshot FROM routes WHERE id = 1").get();
    return row === undefined ? undefined : String(row["snapshot"]);
  }

  /** Replaces the route snapshot, as far as the disk takes it. */
  saveRoutes(snapshot: string): void {
    this.#save("INSERT OR REPLACE INTO routes (id, snapshot) VALUES (1, ?)", [snapshot]);
  }

  /** The view of the last job that was asked for with a key, as JSON, or undefined. */
  jobOfKey(key: string): string | undefined {
    const row = this.#database
      .prepare("SELECT view FROM jobs WHERE view ->> 'key' = ? ORDER BY rowid DESC LIMIT 1")
      .get(key);
    return row === undefined ? undefined : String(row["view"]);
  }

  /** Whether a job of this id was noted. */
  hasJob(id: string): boolean {
    return this.#database.prepare("SELECT 1 FROM jobs WHERE id = ?").get(id) !== undefined;
  }

  /** Notes a job, as far as the disk takes it. */
  saveJob(id: string, view: string): void {
    this.#save("INSERT OR REPLACE INTO jobs (id, view) VALUES (?, ?)", [id, view]);
  }

  #save(sql: string, values: readonly string[]): void {
    try {
      this.#database.prepare(sql).run(...values);
    } catch {
      // A full disk: what runs goes on, and `/metrics` says what the file will never see.
      this.lostRows++;
    }
  }

  /** Closes the file. */
  close(): void {
    this.#database.close();
  }

  #transact(run: () => void): void {
    this.#database.exec("BEGIN");
    try {
      run();
      this.#database.exec("COMMIT");
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec("ROLLBACK");
      throw error;
    }
  }
}

function openDatabase(path: string): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path);
    database.exec(SCHEMA);
    addGroupColumns(database);
    return database;
  } catch (thrown) {
    database?.close();
    throw homeError(path, thrown);
  }
}
