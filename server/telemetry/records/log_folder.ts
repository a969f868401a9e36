/** A log file that was found. */
export interface FoundLog {
  readonly path: string;
  readonly name: string;
  readonly instance: string;
  /** 0 is written to; rotated ones are higher. */
  readonly age: number;
  readonly inode: string;
  readonly sizeBytes: number;
}

/** `hello-1.jsonl`, and rotated `hello-1.jsonl.1`. */
const NAME = /^(.+?)\.jsonl(?:\.(\d{1,3}))?$/;
/** After a minute without change a file is looked at every 5 s, so that dead instances cost little. */
const IDLE_LOOKS = 120;
const IDLE_EVERY = 10;

interface Known extends FoundLog {
  /** Looks since it changed. */
  idle: number;
}

/**
 * Knows the log files of a folder by looking again and again.
 *
 * Rotated files are measured only when the files of their instance changed: they do not grow any more.
 */
export class LogFolder {
  readonly #dir: string;
  #known = new Map<string, Known>();
  #looks = 0;

  /** Looks at nothing yet. */
  constructor(dir: string) {
    this.#dir = dir;
  }

  /** All log files, oldest first within an instance. A folder that is not there holds none. */
  look(): readonly FoundLog[] {
    this.#looks++;
    const before = this.#known;
    this.#known = new Map();
    for (const [instance, names] of Map.groupBy(this.#names(), (name) => NAME.exec(name)?.[1])) {
      this.#lookAt(instance ?? "", names, before);
    }
    return [...this.#known.values()].sort((one, other) =>
      one.instance < other.instance ? -1 : one.instance > other.instance ? 1 : other.age - one.age
    );
  }

  #lookAt(instance: string, names: readonly string[], before: ReadonlyMap<string, Known>): void {
    const current = `${instance}.jsonl`;
    const old = before.get(current);
    const isIdle = old !== undefined && old.idle > IDLE_LOOKS && this.#looks % IDLE_EVERY !== 0;
    const fresh = isIdle ? old : names.includes(current) ? this.#measure(current, old) : undefined;
    const isSame = fresh?.inode === old?.inode && names.every((name) => before.has(name));
    if (fresh !== undefined) this.#known.set(current, fresh);
    for (const name of names) {
      if (name === current) continue;
      const known = isSame ? before.get(name) : this.#measure(name);
      if (known !== undefined) this.#known.set(name, known);
    }
  }

  #measure(name: string, old?: Known): Known | undefined {
    const path = `${this.#dir}/${name}`;
    const [, instance = "", age = "0"] = NAME.exec(name) ?? [];
    try {
      const stat = Deno.statSync(path);
      const { size, isFile } = stat;
      if (!isFile) return undefined;
      const inode = inodeOf(stat, name);
      const isSame = old?.inode === inode && old.sizeBytes === size;
      const idle = isSame ? old.idle + 1 : 0;
      return { path, name, instance, age: Number(age), inode, sizeBytes: size, idle };
    } catch {
      // Rotated away between listing and looking: the next look finds it under its new name.
      return undefined;
    }
  }

  #names(): string[] {
    try {
      return [...Deno.readDirSync(this.#dir)].map(({ name }) => name).filter((name) =>
        NAME.test(name)
      );
    } catch {
      return [];
    }
  }
}

/** Names a file for good: the system gives the number of a file that is gone to the next one. */
export function inodeOf({ ino, birthtime }: Deno.FileInfo, name: string): string {
  return `${ino ?? name}/${birthtime?.getTime() ?? ""}`;
}
