/** What `/proc/<pid>/stat` says of a living process. */
export interface ProcStat {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  readonly state: string;
  readonly startMark: string;
}

/** Reads `/proc/<pid>/stat`; undefined when the process is gone or a zombie. Source: proc(5). */
export function readProcStat(pid: number): ProcStat | undefined {
  try {
    const text = Deno.readTextFileSync(`/proc/${pid}/stat`);
    // The command name may hold spaces and parentheses: fields count from the last ")".
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    const state = fields[0] ?? "Z";
    if (state === "Z" || state === "X") return undefined;
    return {
      pid,
      parent: Number(fields[1]),
      group: Number(fields[2]),
      state,
      startMark: fields[19] ?? "",
    };
  } catch {
    return undefined;
  }
}

/** All living processes. */
export function allProcStats(): ProcStat[] {
  const found: ProcStat[] = [];
  for (const entry of Deno.readDirSync("/proc")) {
    const pid = Number(entry.name);
    const stat = pid > 0 ? readProcStat(pid) : undefined;
    if (stat !== undefined) found.push(stat);
  }
  return found;
}

/** The environment of a process as `NAME=value` entries; empty when it may not be read. */
export function readProcEnvironment(pid: number): string[] {
  try {
    return Deno.readTextFileSync(`/proc/${pid}/environ`).split("\0");
  } catch {
    return [];
  }
}

/** The command line of a process, joined by spaces. */
export function readProcCommand(pid: number): string {
  try {
    return Deno.readTextFileSync(`/proc/${pid}/cmdline`).split("\0").join(" ").trim();
  } catch {
    return "";
  }
}

/** Proportional set size of one process in bytes, 0 when unknown. */
export function readProcPssBytes(pid: number): number {
  try {
    const match = /^Pss:\s+(\d+)/m.exec(Deno.readTextFileSync(`/proc/${pid}/smaps_rollup`));
    return Number(match?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

/** Socket inodes that listen on a TCP port. */
export function listeningInodes(port: number): Set<string> {
  const inodes = new Set<string>();
  for (const file of ["tcp", "tcp6"]) {
    for (const line of readLines(`/proc/net/${file}`)) {
      const fields = line.trim().split(/\s+/);
      const listens = fields[3] === "0A";
      const localPort = parseInt(fields[1]?.split(":")[1] ?? "0", 16);
      if (listens && localPort === port && fields[9] !== undefined) inodes.add(fields[9]);
    }
  }
  return inodes;
}

/** Whether a process holds one of these sockets. */
export function holdsSocket(pid: number, inodes: ReadonlySet<string>): boolean {
  try {
    for (const entry of Deno.readDirSync(`/proc/${pid}/fd`)) {
      const inode = socketInode(`/proc/${pid}/fd/${entry.name}`);
      if (inode !== undefined && inodes.has(inode)) return true;
    }
  } catch {
    // Gone, or another user's: then it is not one that we can name.
  }
  return false;
}

function socketInode(path: string): string | undefined {
  try {
    return /^socket:\[(\d+)\]$/.exec(Deno.readLinkSync(path))?.[1];
  } catch {
    return undefined;
  }
}

function readLines(path: string): string[] {
  try {
    return Deno.readTextFileSync(path).split("\n").slice(1);
  } catch {
    return [];
  }
}
