import { isOpen, type JournalLine } from "@netops/chaos/guardian";
import type { Processes, Timer } from "@netops/core";
import { journalPath, type OfflineScene, readScene } from "./offline_scene.ts";

/** What panic works with. */
export interface PanicOptions {
  readonly home: string;
  readonly processes: Processes;
  readonly timer: Timer;
  readonly nowMs: number;
  /** Runs a program to its end; answers its exit code. */
  runTool(command: readonly [string, ...string[]]): Promise<number>;
  /** Tells sides that live to let go; answers the ids of faults that none of them holds any more. */
  letGo(scene: OfflineScene): Promise<readonly string[]>;
}

/** What panic did. */
export interface PanicReport {
  readonly continued: readonly number[];
  readonly ended: readonly number[];
  readonly lifted: readonly number[];
  /** Whether the next guardian will know that all chaos was stopped. */
  readonly isLeverNoted: boolean;
}

const LOOK_MS = 20;
const LIMIT_MS = 2_000;

/**
 * Undoes from outside what faults did: lets stopped processes go on, ends what faults started, lifts
 * limits, tells sides that live to let go, and pulls the lever in the journal for the next guardian.
 *
 * What processes hold by themselves lapses within its lease (5 s) when nobody renews it.
 */
export async function panic(options: PanicOptions): Promise<PanicReport> {
  const { home, processes, timer, nowMs } = options;
  const lever: JournalLine = { type: "lever", lever: "stopped", atMs: nowMs };
  const isLeverNoted = note(home, [lever]);
  const scene = readScene(home, processes);
  undoSignals(scene, processes);
  const [lifted, released] = await Promise.all([
    liftLimits(scene, options),
    options.letGo(scene),
  ]);
  let now = readScene(home, processes);
  for (let waitedMs = 0; waitedMs < LIMIT_MS; waitedMs += LOOK_MS) {
    if (now.stopped.length === 0 && now.helpers.length === 0) break;
    undoSignals(now, processes);
    await timer.sleep(LOOK_MS);
    now = readScene(home, processes);
  }
  if (now.stopped.length === 0 && now.helpers.length === 0) note(home, endsOf(released, nowMs));
  return {
    continued: scene.stopped.map(({ pid }) => pid),
    ended: scene.helpers.map(({ pid }) => pid),
    ...{ lifted, isLeverNoted },
  };
}

/** A fleet that lives may stop a throttled one again before it lets go: this is done until it is seen. */
function undoSignals({ stopped, helpers }: OfflineScene, processes: Processes): void {
  for (const group of new Set(stopped.map((one) => one.group))) {
    processes.signalGroup(group, "SIGCONT");
  }
  for (const { pid } of helpers) processes.signal(pid, "SIGKILL");
}

function endsOf(ids: readonly string[], atMs: number): readonly JournalLine[] {
  return ids.map((id) => ({ type: "state", id, state: "undone", atMs, reason: "panic" }));
}

/** Appends to the journal; an empty line first, as the last one may be torn. */
function note(home: string, lines: readonly JournalLine[]): boolean {
  const text = lines.map((line) => `\n${JSON.stringify(line)}\n`).join("");
  try {
    Deno.writeTextFileSync(journalPath(home), text, { append: true, mode: 0o600 });
    return true;
  } catch {
    // No guardian was ever here, or the disk is full: the report says so.
    return false;
  }
}

/** A limit that was lowered is lifted to the hard one: what it was before only fleet knew. */
async function liftLimits(
  { journal, groups }: OfflineScene,
  { processes, runTool }: PanicOptions,
): Promise<number[]> {
  const lifted: number[] = [];
  const open = journal.faults.filter((fault) => isOpen(fault));
  for (const { target, part } of open.flatMap(({ record }) => record.parts)) {
    if (part.side !== "fleet" || part.effect.type !== "limit-files") continue;
    const members = groups.has(target.pid) ? processes.groupMembers(target.pid) : [];
    for (const pid of members) {
      const hard = "$(prlimit --pid $0 --nofile --output=HARD --noheadings)";
      const script = `prlimit --pid $0 --nofile=${hard}:`;
      if (await runTool(["/bin/sh", "-c", script, String(pid)]) === 0) lifted.push(pid);
    }
  }
  return lifted;
}
