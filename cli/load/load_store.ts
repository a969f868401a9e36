import { NetopsError } from "@netops/core";
import type { LoadOrder } from "@netops/load";
import type { LoadProgress, LoadReport } from "@netops/load/report";

/** A load that is kept. */
export interface KeptLoad {
  readonly id: string;
  readonly order: LoadOrder | undefined;
  /** Undefined while it runs, and when it was killed before it was judged. */
  readonly report: LoadReport | undefined;
  readonly progress: LoadProgress | undefined;
}

const PREFIX = "load-";

/** Finds loads below the home, one folder each; the runner writes into them. */
export class LoadStore {
  readonly #dir: string;

  /** Looks at the loads of the platform in `home`. */
  constructor(home: string) {
    this.#dir = `${home}/data/loads`;
  }

  /** Where the files of a load are. */
  folder(id: string): string {
    return `${this.#dir}/${id}`;
  }

  /** Ids, the newest last. */
  ids(): readonly string[] {
    try {
      return [...Deno.readDirSync(this.#dir)].map(({ name }) => name)
        .filter((name) => numberOf(name) !== undefined)
        .sort((one, other) => numberOf(one)! - numberOf(other)!);
    } catch {
      return [];
    }
  }

  /** Makes the folder of a new load: who makes it first has its number. @throws {NetopsError} HOME_NOT_WRITABLE */
  begin(): string {
    try {
      Deno.mkdirSync(this.#dir, { recursive: true });
      for (let next = (numberOf(this.ids().at(-1) ?? "") ?? 0) + 1;; next++) {
        if (this.#make(`${PREFIX}${next}`)) return `${PREFIX}${next}`;
      }
    } catch (cause) {
      throw new NetopsError("HOME_NOT_WRITABLE", `Cannot write below ${this.#dir}`, {
        fix: `df -h ${this.#dir}`,
        cause,
      });
    }
  }

  /** A load by its id or number; the last one without. @throws {NetopsError} NOT_FOUND */
  read(word?: string): KeptLoad {
    const ids = this.ids();
    const id = word === undefined ? ids.at(-1) : /^\d+$/.test(word) ? `${PREFIX}${word}` : word;
    if (id === undefined) {
      throw new NetopsError("NOT_FOUND", "No load was run here yet", { fix: "netops load run" });
    }
    if (!ids.includes(id)) {
      throw new NetopsError("NOT_FOUND", `There is no load "${word}" here`, {
        fix: "netops load list",
      });
    }
    return {
      id,
      order: this.#json<LoadOrder>(id, "order.json"),
      report: this.#json<LoadReport>(id, "report.json"),
      progress: this.#json<LoadProgress>(id, "progress.json"),
    };
  }

  #make(id: string): boolean {
    try {
      Deno.mkdirSync(this.folder(id));
      return true;
    } catch (thrown) {
      if (thrown instanceof Deno.errors.AlreadyExists) return false;
      throw thrown;
    }
  }

  #json<T>(id: string, name: string): T | undefined {
    try {
      return JSON.parse(Deno.readTextFileSync(`${this.folder(id)}/${name}`)) as T;
    } catch {
      return undefined;
    }
  }
}

function numberOf(id: string): number | undefined {
  const [, digits] = /^load-(\d{1,9})$/.exec(id) ?? [];
  return digits === undefined ? undefined : Number(digits);
}
