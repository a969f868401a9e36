import type { Processes } from "../ports/processes.ts";
import { sendSignal } from "./send_signal.ts";

interface PsRow {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  readonly startMark: string;
  readonly isStopped: boolean;
}

/** Looks at processes through `ps` and `lsof`, where there is no `/proc` (macOS). */
export const psProcesses: Processes = {
  ownPid: Deno.pid,
  startMark: (pid) => readRows(["-p", String(pid)])[0]?.startMark,
  groupMembers: (groupId) =>
    readRows(["-ax"]).filter((row) => row.group === groupId).map((row) => row.pid),
  withEnvironment,
  family,
  signal: (pid, name) => sendSignal(pid, name),
  signalGroup: (groupId, name) => sendSignal(-groupId, name),
  isStopped: (pid) => readRows(["-p", String(pid)])[0]?.isStopped,
  portOwner,
  pssBytes: () => 0,
};

function run(program: string, args: string[]): string {
  try {
    const output = new Deno.Command(program, { args, stdin: "null", stderr: "null" }).outputSync();
    return new TextDecoder().decode(output.stdout);
  } catch {
    return "";
  }
}

function readRows(selection: string[]): PsRow[] {
  const text = run("ps", [...selection, "-o", "pid=,ppid=,pgid=,stat=,lstart="]);
  return text.split("\n").flatMap((line) => {
    const match = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(.+)$/.exec(line);
    if (match === null || match[4]?.startsWith("Z")) return [];
    return [{
      pid: Number(match[1]),
      parent: Number(match[2]),
      group: Number(match[3]),
      startMark: (match[5] ?? "").trim(),
      isStopped: match[4]?.startsWith("T") ?? false,
    }];
  });
}

function withEnvironment(name: string, value: string): number[] {
  const entry = ` ${name}=${value} `;
  return run("ps", ["-axEww", "-o", "pid=,command="]).split("\n")
    .filter((line) => `${line} `.includes(entry))
    .map((line) => parseInt(line, 10))
    .filter((pid) => pid > 0 && pid !== Deno.pid);
}

function family(pids: readonly number[]): number[] {
  const rows = readRows(["-ax"]);
  const found = new Set(pids);
  for (let size = 0; size !== found.size;) {
    size = found.size;
    for (const row of rows) if (found.has(row.parent)) found.add(row.pid);
  }
  return [...found];
}

function portOwner(port: number) {
  const text = run("lsof", ["-nP", `-iTCP:${port}`, "-sTCP:LISTEN", "-Fpc"]);
  const pid = /^p(\d+)/m.exec(text)?.[1];
  if (pid === undefined) return undefined;
  return { pid: Number(pid), command: /^c(.+)/m.exec(text)?.[1] ?? "" };
}
