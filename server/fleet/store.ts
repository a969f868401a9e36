import { DatabaseSync, type StatementSync } from "node:sqlite";
import type { TimelineEvent } from "@netops/core/contracts";
import { homeError } from "./home.ts";
import type { EventQuery, EventStore } from "./timeline.ts";

/** A server group that ran once. */
export interface GroupRow {
  readonly name: string;
  readonly app: string;
  readonly version: string;
  readonly createdAtMs: number;
}

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
  readonly #insertEvent: StatementSync;
  /** Routes and jobs that could not be written. */
  lostRows = 0;

  /** Opens or makes the file. @throws {NetopsError} DISK_FULL, HOME_NOT_WRITABLE */
  constructor(path: string) {
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
    return rows.map((row) => ({
      name: String(row["name"]),
      app: String(row["app"]),
      version: String(row["version"]),
      createdAtMs: Number(row["createdAtMs"]),
    }));
  }

  /** Notes a group. */
  saveGroup(row: GroupRow): void {
    this.#database
      .prepare("INSERT OR REPLACE INTO groups (name, app, version, createdAtMs) VALUES (?,?,?,?)")
      .run(row.name, row.app, row.version, row.createdAtMs);
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
    return database;
  } catch (thrown) {
    database?.close();
    throw homeError(path, thrown);
  }
}
