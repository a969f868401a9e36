/** What tests may have left on this machine: processes, files and mounts. */
import { tmpdir } from "node:os";
import type { StepResult } from "./run_step.ts";

/** Every test's folder in the temp folder begins so. */
const PREFIX = "netops-";

/** Processes that carry this mark in their environment were started by a test run. */
export const TEST_MARK = "NETOPS_TEST_MARK";

/** Names everything that looks like a left-over: one line each. */
export function listResidue(mark: string): Set<string> {
  return new Set([...markedProcesses(mark), ...tempEntries(), ...tempMounts()]);
}

/** Judges what is there now beside what was there before a test run. */
export function judgeResidue(before: ReadonlySet<string>, mark: string): StepResult {
  const startedMs = performance.now();
  const left = [...listResidue(mark)].filter((line) => !before.has(line));
  return {
    name: "residue",
    isOk: left.length === 0,
    durationMs: Math.round(performance.now() - startedMs),
    counts: { passed: left.length === 0 ? 1 : 0, failed: left.length === 0 ? 0 : 1, skipped: 0 },
    skippedTitles: [],
    failures: [],
    unsteady: [],
    output: `the tests left something behind:\n${left.join("\n")}`,
  };
}

function* markedProcesses(mark: string): Generator<string> {
  for (const pid of processIds()) {
    const environment = read(`/proc/${pid}/environ`).split("\0");
    const isOurs = environment.includes(`${TEST_MARK}=${mark}`) ||
      environment.some((entry) => entry.startsWith(`NETOPS_HOME=${tmpdir()}/${PREFIX}`));
    if (isOurs && pid !== Deno.pid) {
      yield `process ${pid}: ${read(`/proc/${pid}/cmdline`).replaceAll("\0", " ")}`;
    }
  }
}

function processIds(): number[] {
  try {
    return [...Deno.readDirSync("/proc")].map((entry) => Number(entry.name)).filter((pid) =>
      pid > 0
    );
  } catch {
    return []; // no /proc on this system: files are looked at all the same
  }
}

function* tempEntries(): Generator<string> {
  for (const entry of Deno.readDirSync(tmpdir())) {
    if (entry.name.startsWith(PREFIX)) yield `file ${tmpdir()}/${entry.name}`;
  }
}

function tempMounts(): string[] {
  return read("/proc/mounts").split("\n").filter((line) => line.includes(` ${tmpdir()}/${PREFIX}`))
    .map((line) => `mount ${line}`);
}

function read(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return ""; // it ended while we looked, or is not ours to read
  }
}
