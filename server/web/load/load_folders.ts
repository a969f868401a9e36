import { NetopsError } from "@netops/core";
import type { z } from "zod";
import { OrderFile, ProgressFile, ReportFile } from "./load_schema.ts";

/** The files of one load, as far as they are there and can be read. */
export interface LoadFiles {
  readonly id: string;
  readonly order: OrderFile;
  /** When the order was written, in wall ms. */
  readonly orderedAtMs: number;
  readonly progress?: ProgressFile;
  readonly report?: ReportFile;
}

/** A file as it was when it was read last. */
interface KeptFile {
  readonly mtimeMs: number;
  readonly sizeBytes: number;
  readonly value: unknown;
}

const ID = /^load-\d{1,9}$/;
const PAGE = "report.html";
const MOST_PAGE_BYTES = 64_000_000;

/**
 * Reads the loads that the command line keeps below the home. A file is read again only when it has
 * changed, and of a report only what the page shows stays in memory.
 */
export class LoadFolders {
  readonly #dir: string;
  readonly #kept = new Map<string, KeptFile>();

  /** Looks into `dir`, where each load has a folder. */
  constructor(dir: string) {
    this.#dir = dir;
  }

  /** All ids, newest first; none where nobody ran a load. @throws {NetopsError} REFUSED when it may not look */
  async ids(): Promise<readonly string[]> {
    const ids: string[] = [];
    try {
      for await (const { name, isDirectory } of Deno.readDir(this.#dir)) {
        if (isDirectory && ID.test(name)) ids.push(name);
      }
    } catch (thrown) {
      if (thrown instanceof Deno.errors.NotFound) return [];
      throw new NetopsError("REFUSED", `Cannot look into ${this.#dir}`, {
        fix: "netops load list",
        cause: thrown,
      });
    }
    return ids.sort((left, right) => numberOf(right) - numberOf(left));
  }

  /** The files of a load; undefined where there is none, or it has no order yet. */
  async read(id: string): Promise<LoadFiles | undefined> {
    if (!ID.test(id)) return undefined;
    const [order, progress, report] = await Promise.all([
      this.#file(id, "order.json", OrderFile),
      this.#file(id, "progress.json", ProgressFile),
      this.#file(id, "report.json", ReportFile),
    ]);
    if (order === undefined) return undefined;
    return {
      ...{ id, order: order.value, orderedAtMs: order.mtimeMs },
      ...(progress === undefined ? {} : { progress: progress.value }),
      ...(report === undefined ? {} : { report: report.value }),
    };
  }

  /** Whether a load has its whole page. */
  async hasPage(id: string): Promise<boolean> {
    return await this.#plainFile(id, PAGE) !== undefined;
  }

  /** The whole page of a load; undefined where there is none. Nothing else in a folder is ever given out. */
  async readPage(id: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const info = await this.#plainFile(id, PAGE);
    if (info === undefined || info.size > MOST_PAGE_BYTES) return undefined;
    try {
      return await Deno.readFile(`${this.#dir}/${id}/${PAGE}`);
    } catch {
      return undefined; // It was removed a moment ago.
    }
  }

  async #file<Schema extends z.ZodType>(
    id: string,
    name: string,
    schema: Schema,
  ): Promise<{ readonly value: z.infer<Schema>; readonly mtimeMs: number } | undefined> {
    const path = `${this.#dir}/${id}/${name}`;
    const info = await this.#plainFile(id, name);
    if (info === undefined) return void this.#kept.delete(path);
    const mtimeMs = info.mtime?.getTime() ?? 0;
    const known = this.#kept.get(path);
    const isSame = known?.mtimeMs === mtimeMs && known.sizeBytes === info.size;
    const value = isSame ? known.value : schema.safeParse(await readJson(path)).data;
    this.#kept.set(path, { mtimeMs, sizeBytes: info.size, value });
    return value === undefined ? undefined : { value: value as z.infer<Schema>, mtimeMs };
  }

  /** A link could lead anywhere, so only what is a file itself counts. */
  async #plainFile(id: string, name: string): Promise<Deno.FileInfo | undefined> {
    if (!ID.test(id)) return undefined;
    try {
      const folder = await Deno.lstat(`${this.#dir}/${id}`);
      const info = await Deno.lstat(`${this.#dir}/${id}/${name}`);
      return folder.isDirectory && info.isFile ? info : undefined;
    } catch {
      return undefined; // Who was killed, or has only begun, has not written everything.
    }
  }
}

function numberOf(id: string): number {
  return Number(id.slice("load-".length));
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await Deno.readTextFile(path));
  } catch {
    return undefined; // Torn, or gone: as if it were not there.
  }
}
