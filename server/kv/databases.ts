import type { Clock } from "@netops/core";
import { databaseId, databaseToken } from "@netops/core";
import { Database } from "./database.ts";

/** A database that may be used: its name, id and token are known before its file is touched. */
export interface DatabaseAccess {
  readonly name: string;
  readonly id: string;
  readonly token: string;
  /** Opens the file at the first call. @throws {NetopsError} when it cannot be opened. */
  open(): Database;
}

/** What the databases work with. */
export interface DatabasesOptions {
  readonly dataDir: string;
  readonly runToken: string;
  readonly clock: Clock;
  readonly defer: (run: () => void) => void;
  readonly onBatch: (writes: number) => void;
  /** The most bytes one database may hold; unbounded when left out. */
  readonly maxBytes?: number;
}

/** How a database may be called: also its file's name, so nothing that could leave the folder. */
const NAME_PATTERN = /^[a-z][a-z0-9_-]{0,62}$/;
/** Names a stranger may make us derive tokens for before we forget the oldest. */
const MAX_KNOWN = 1_000;

/** All databases below one folder, opened when first used. */
export class Databases {
  readonly #options: DatabasesOptions;
  readonly #known = new Map<string, Promise<DatabaseAccess>>();
  readonly #open = new Map<string, Database>();

  /** Looks at nothing yet. */
  constructor(options: DatabasesOptions) {
    this.#options = options;
  }

  /** The open ones. */
  get open(): Iterable<Database> {
    return this.#open.values();
  }

  /** How to get at a database; undefined when the name is none. */
  find(name: string): Promise<DatabaseAccess> | undefined {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    if (!NAME_PATTERN.test(name)) return undefined;
    if (this.#known.size >= MAX_KNOWN) this.#known.clear();
    const access = this.#describe(name);
    this.#known.set(name, access);
    return access;
  }

  /** Closes all. */
  close(): void {
    for (const database of this.#open.values()) database.close();
    this.#open.clear();
  }

  async #describe(name: string): Promise<DatabaseAccess> {
    const id = await databaseId(name);
    const token = databaseToken(this.#options.runToken, name);
    return { name, id, token, open: () => this.#openOnce(name) };
  }

  #openOnce(name: string): Database {
    const open = this.#open.get(name);
    if (open !== undefined) return open;
    const { dataDir, ...options } = this.#options;
    const database = new Database({ ...options, path: `${dataDir}/${name}.kv` });
    this.#open.set(name, database);
    return database;
  }
}
