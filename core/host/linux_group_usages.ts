import type { GroupUsage, GroupUsages } from "../ports/processes.ts";

/** What `/proc/<pid>/stat` says that a process uses. */
interface ProcUsage {
  readonly group: number;
  /** Of it and of the children that it waited for. */
  readonly cpuTicks: number;
  readonly residentPages: number;
}

/** The same on every Linux, whatever the kernel ticks by. Source: proc(5), USER_HZ. */
const TICKS_PER_S = 100;

/**
 * Reads what process groups use through `/proc`.
 *
 * Most processes of a machine are of no interest: each is looked at twice, as it may join a group just after its
 * start, and the list of them is read only when a process was started since the last time.
 */
export class LinuxGroupUsages implements GroupUsages {
  readonly #buffer = new Uint8Array(2_048);
  readonly #decoder = new TextDecoder();
  /** The group of each process that is known. */
  readonly #groups = new Map<number, number>();
  /** Those that were seen once. */
  #fresh: number[] = [];
  #lastStarted = "";
  #pageBytes = 0;

  read(groupIds: ReadonlySet<number>): ReadonlyMap<number, GroupUsage> {
    this.#find();
    const usages = new Map<number, GroupUsage>();
    for (const [pid, group] of this.#groups) {
      if (!groupIds.has(group)) continue;
      const usage = this.#look(pid);
      if (usage === undefined || !groupIds.has(usage.group)) continue;
      const { cpuS = 0, residentBytes = 0 } = usages.get(usage.group) ?? {};
      usages.set(usage.group, {
        cpuS: cpuS + usage.cpuTicks / TICKS_PER_S,
        residentBytes: residentBytes + usage.residentPages * this.#pageSize(),
      });
    }
    return usages;
  }

  /** Learns which processes there are. */
  #find(): void {
    const again = this.#fresh;
    this.#fresh = [];
    for (const pid of again) this.#look(pid);
    // Its last field is the newest pid. Source: proc(5).
    const started = this.#readText("/proc/loadavg")?.split(" ")[4] ?? "";
    if (started === this.#lastStarted && started !== "") return;
    this.#lastStarted = started;
    const living = new Set<number>();
    for (const { name } of Deno.readDirSync("/proc")) {
      const pid = Number(name);
      if (!(pid > 0)) continue;
      living.add(pid);
      if (!this.#groups.has(pid) && this.#look(pid) !== undefined) this.#fresh.push(pid);
    }
    for (const pid of this.#groups.keys()) if (!living.has(pid)) this.#groups.delete(pid);
  }

  /** Looks at a process, and remembers its group; undefined when it is gone. */
  #look(pid: number): ProcUsage | undefined {
    const text = this.#readText(`/proc/${pid}/stat`);
    if (text === undefined) {
      this.#groups.delete(pid);
      return undefined;
    }
    const usage = parseUsage(text);
    this.#groups.set(pid, usage.group);
    return usage;
  }

  #readText(path: string): string | undefined {
    try {
      using file = Deno.openSync(path);
      const count = file.readSync(this.#buffer) ?? 0;
      return this.#decoder.decode(this.#buffer.subarray(0, count));
    } catch {
      // It ended meanwhile.
      return undefined;
    }
  }

  /** The kernel's page, by what it says of this process in pages and in bytes: a power of two. */
  #pageSize(): number {
    if (this.#pageBytes === 0) {
      const pages = this.#look(Deno.pid)?.residentPages ?? 0;
      const ratio = Deno.memoryUsage().rss / Math.max(1, pages);
      this.#pageBytes = 2 ** Math.round(Math.log2(Math.max(4_096, ratio)));
    }
    return this.#pageBytes;
  }
}

/** A zombie still has its time: without it, it would count twice when its parent has waited for it. */
function parseUsage(text: string): ProcUsage {
  // The command name may hold spaces and parentheses: fields count from the last ")".
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const number = (at: number) => Number(fields[at] ?? 0);
  return {
    group: number(2),
    cpuTicks: number(11) + number(12) + number(13) + number(14),
    residentPages: Math.max(0, number(21)),
  };
}
