import type { FaultRecord, JournalLine } from "@netops/chaos/guardian";
import type { Processes } from "@netops/core";
import { journalPath } from "./offline_scene.ts";

/** A process group of a fake machine. */
export interface FakeGroup {
  readonly members: readonly number[];
  isStopped: boolean;
}

/** A machine in memory: groups that can be stopped, and helpers of faults. */
export class FakeMachine implements Processes {
  readonly ownPid = 1;
  readonly groups = new Map<number, FakeGroup>();
  /** Pids by the fault that started them. */
  readonly helpers = new Map<string, Set<number>>();
  /** Called after a group goes on, as a fleet that stops it again. */
  onContinue: (group: number) => void = () => undefined;

  startMark(pid: number): string | undefined {
    return this.groups.has(pid) ? "mark" : undefined;
  }

  groupMembers(group: number): number[] {
    return [...this.groups.get(group)?.members ?? []];
  }

  withEnvironment(_name: string, value: string): number[] {
    return [...this.helpers.get(value) ?? []];
  }

  family(pids: readonly number[]): number[] {
    return [...pids];
  }

  signal(pid: number, _name: string): boolean {
    return [...this.helpers.values()].some((pids) => pids.delete(pid));
  }

  signalGroup(group: number, name: string): boolean {
    const found = this.groups.get(group);
    if (found === undefined || name !== "SIGCONT") return false;
    found.isStopped = false;
    this.onContinue(group);
    return true;
  }

  isStopped(pid: number): boolean | undefined {
    return [...this.groups.values()].find(({ members }) => members.includes(pid))?.isStopped;
  }

  portOwner(): undefined {
    return undefined;
  }

  pssBytes(): number {
    return 0;
  }
}

type Part = FaultRecord["parts"][number]["part"];

/** A fault on one instance, whose group has the pid 100. */
export function faultRecord(id: string, part: Part): FaultRecord {
  const target = {
    ...{ id: "hello-1", app: "hello", serverGroup: "hello-v000", zone: "a" },
    ...{ host: "127.0.0.1", port: 5, pid: 100, adminUrl: "http://127.0.0.1:6" },
  };
  return {
    ...{ id, runId: "r", kind: "some-kind", parameters: {}, parts: [{ target, part }], seed: "s" },
    ...{ startedAtMs: 5, durationMs: 60_000, leaseMs: 2_000, planHash: "h", takesAway: false },
  };
}

/** A home with a journal of faults and of one running group. */
export async function inHome(
  lines: readonly JournalLine[],
  test: (home: string) => Promise<void> | void,
): Promise<void> {
  const home = await Deno.makeTempDir({ prefix: "netops-home-" });
  try {
    await Deno.mkdir(`${home}/data/guardian`, { recursive: true });
    const text = lines.map((line) => `${JSON.stringify(line)}\n`).join("");
    await Deno.writeTextFile(journalPath(home), text);
    const group = { type: "add", pid: 100, startMark: "mark" };
    await Deno.writeTextFile(`${home}/groups.jsonl`, `${JSON.stringify(group)}\n`);
    await test(home);
  } finally {
    await Deno.remove(home, { recursive: true });
  }
}
