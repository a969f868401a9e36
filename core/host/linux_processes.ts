import type { Processes } from "../ports/processes.ts";
import {
  allProcStats,
  holdsSocket,
  listeningInodes,
  readProcCommand,
  readProcEnvironment,
  readProcPssBytes,
  readProcStat,
} from "./proc_files.ts";
import { sendSignal } from "./send_signal.ts";

/** Looks at processes through `/proc`. */
export const linuxProcesses: Processes = {
  ownPid: Deno.pid,
  startMark: (pid) => readProcStat(pid)?.startMark,
  groupMembers: (groupId) =>
    allProcStats().filter((stat) => stat.group === groupId).map((stat) => stat.pid),
  withEnvironment,
  family,
  signal: (pid, name) => readProcStat(pid) !== undefined && sendSignal(pid, name),
  signalGroup: (groupId, name) => sendSignal(-groupId, name),
  isStopped: (pid) => {
    const state = readProcStat(pid)?.state;
    return state === undefined ? undefined : state === "T";
  },
  portOwner,
  pssBytes: (pids) => pids.reduce((sum, pid) => sum + readProcPssBytes(pid), 0),
};

function withEnvironment(name: string, value: string): number[] {
  const entry = `${name}=${value}`;
  return allProcStats()
    .filter((stat) => stat.pid !== Deno.pid && readProcEnvironment(stat.pid).includes(entry))
    .map((stat) => stat.pid);
}

function family(pids: readonly number[]): number[] {
  const stats = allProcStats();
  const found = new Set(pids);
  for (let grew = true; grew;) {
    grew = false;
    for (const stat of stats) {
      if (found.has(stat.parent) && !found.has(stat.pid)) {
        found.add(stat.pid);
        grew = true;
      }
    }
  }
  return [...found];
}

function portOwner(port: number) {
  const inodes = listeningInodes(port);
  if (inodes.size === 0) return undefined;
  const owner = allProcStats().find((stat) => holdsSocket(stat.pid, inodes));
  return owner && { pid: owner.pid, command: readProcCommand(owner.pid) };
}
