interface Facts {
  readonly pid: number;
  readonly parent: number;
  readonly environment: string;
}

/** Pids of living processes whose environment carries `NETOPS_HOME=home`, and of their descendants. */
export function readProcessFacts(home: string): number[] {
  const all = readAll();
  const found = new Set(
    all.filter((facts) => facts.environment.split("\0").includes(`NETOPS_HOME=${home}`))
      .map((facts) => facts.pid),
  );
  for (let size = 0; size !== found.size;) {
    size = found.size;
    for (const facts of all) if (found.has(facts.parent)) found.add(facts.pid);
  }
  return [...found];
}

/** The state letter of a process, or "" when it is gone. */
export function processState(pid: number): string {
  try {
    const stat = Deno.readTextFileSync(`/proc/${pid}/stat`);
    return stat.slice(stat.lastIndexOf(")") + 2)[0] ?? "";
  } catch {
    return "";
  }
}

/** Whether a process runs or is paused; a zombie does not live. */
export function isAlive(pid: number): boolean {
  return !["", "Z", "X"].includes(processState(pid));
}

function readAll(): Facts[] {
  const all: Facts[] = [];
  for (const entry of Deno.readDirSync("/proc")) {
    const pid = Number(entry.name);
    if (!(pid > 0) || !isAlive(pid)) continue;
    try {
      const stat = Deno.readTextFileSync(`/proc/${pid}/stat`);
      const parent = Number(stat.slice(stat.lastIndexOf(")") + 4).split(" ")[0]);
      all.push({ pid, parent, environment: Deno.readTextFileSync(`/proc/${pid}/environ`) });
    } catch {
      // It ended while we looked.
    }
  }
  return all;
}
