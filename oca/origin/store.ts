import { join } from "node:path";
import { type Logger, NetopsError } from "@netops/core";
import type { PackagedFile, TitlePackage } from "@netops/core/contracts";
import { removeTree } from "./job_store.ts";
import { TITLE_FILE } from "./package_title.ts";
import { isComplete } from "./verify_title.ts";

/** One file of a title and where it lies. */
export interface StoredFile {
  readonly file: PackagedFile;
  readonly location: string;
}

interface StoredTitle {
  readonly title: TitlePackage;
  readonly dir: string;
  readonly isBuiltIn: boolean;
}

/** Where titles lie. */
export interface TitleStoreOptions {
  /** Titles that come with the program, each in a folder of its id. */
  readonly builtInDir: string;
  /** Titles of this platform, each in `<id>/<version>`. */
  readonly ownDir: string;
  readonly logger: Logger;
}

/**
 * The titles that can be had. A file is found by a map of all files, so that no address is ever joined
 * to a path.
 */
export class TitleStore {
  readonly #options: TitleStoreOptions;
  readonly #titles = new Map<string, StoredTitle>();
  readonly #files = new Map<string, StoredFile>();

  /** Makes an empty store; `load` fills it. */
  constructor(options: TitleStoreOptions) {
    this.#options = options;
  }

  /** Reads what is there. What is not whole is not listed; what was half removed goes. */
  async load(): Promise<void> {
    const { builtInDir, ownDir } = this.#options;
    for (const { name } of Deno.readDirSync(builtInDir)) {
      await this.#read(join(builtInDir, name), { isBuiltIn: true });
    }
    await Deno.mkdir(ownDir, { recursive: true });
    for (const { name } of Deno.readDirSync(ownDir)) {
      for (const version of Deno.readDirSync(join(ownDir, name))) {
        await this.#read(join(ownDir, name, version.name), { isBuiltIn: false });
      }
    }
  }

  /** Every title, the built-in ones first, the longest of them ahead. */
  list(): TitlePackage[] {
    const all = [...this.#titles.values()];
    const rank = (one: StoredTitle) => one.isBuiltIn ? one.title.durationMs : 0;
    return all.sort((one, other) => rank(other) - rank(one)).map(({ title }) => title);
  }

  /** One title, or undefined. */
  get(titleId: string): TitlePackage | undefined {
    return this.#titles.get(titleId)?.title;
  }

  /** The file of an address `<titleId>/<version>/<path>`, or undefined. */
  file(address: string): StoredFile | undefined {
    return this.#files.get(address);
  }

  /**
   * Takes over the folder of a verified title: from then on it is listed.
   *
   * @throws {NetopsError} CONFLICT when the id is taken by another title
   */
  async publish(from: string, title: TitlePackage): Promise<void> {
    const taken = this.#titles.get(title.titleId);
    if (taken?.title.version === title.version) return;
    if (taken !== undefined) throw idTaken(title.titleId);
    const dir = join(this.#options.ownDir, title.titleId, title.version);
    await Deno.mkdir(join(this.#options.ownDir, title.titleId), { recursive: true });
    await Deno.rename(from, dir);
    this.#add({ title, dir, isBuiltIn: false });
  }

  /**
   * Removes a title of this platform.
   *
   * @throws {NetopsError} NOT_FOUND, or REFUSED for one that comes with the program
   */
  async remove(titleId: string): Promise<TitlePackage> {
    const stored = this.#titles.get(titleId);
    if (stored === undefined) throw noSuchTitle(titleId);
    if (stored.isBuiltIn) {
      throw new NetopsError(
        "REFUSED",
        `Cannot remove "${titleId}" as it comes with the program and is never changed`,
      );
    }
    this.#titles.delete(titleId);
    for (const { path } of stored.title.files) this.#files.delete(addressOf(stored.title, path));
    // Without its description a folder is no title, so that what is left after a crash goes too.
    await removeTree(join(stored.dir, TITLE_FILE));
    await removeTree(join(this.#options.ownDir, titleId));
    return stored.title;
  }

  async #read(dir: string, { isBuiltIn }: { readonly isBuiltIn: boolean }): Promise<void> {
    const title = await readDescription(join(dir, TITLE_FILE));
    if (title === undefined && !isBuiltIn) await removeTree(dir);
    if (title === undefined || this.#titles.has(title.titleId)) return;
    if (isComplete(dir, title)) return this.#add({ title, dir, isBuiltIn });
    this.#options.logger.log("error", "A title is not whole and is not listed", { dir });
  }

  #add(stored: StoredTitle): void {
    this.#titles.set(stored.title.titleId, stored);
    for (const file of stored.title.files) {
      const location = join(stored.dir, file.path);
      this.#files.set(addressOf(stored.title, file.path), { file, location });
    }
  }
}

/** Says that there is no such title. */
export function noSuchTitle(titleId: string): NetopsError {
  return new NetopsError("NOT_FOUND", `Cannot find a title "${titleId.slice(0, 64)}"`, {
    fix: "netops title list",
  });
}

/** Says that an id belongs to another title. */
export function idTaken(titleId: string): NetopsError {
  return new NetopsError("CONFLICT", `Cannot add "${titleId}" as there is a title of this id`, {
    fix: "choose another with --id, or look with: netops title list",
  });
}

function addressOf({ titleId, version }: TitlePackage, path: string): string {
  return `${titleId}/${version}/${path}`;
}

async function readDescription(path: string): Promise<TitlePackage | undefined> {
  try {
    return JSON.parse(await Deno.readTextFile(path));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof SyntaxError) return undefined;
    throw error;
  }
}
