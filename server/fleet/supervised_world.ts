import type { Host } from "@netops/core/host";
import type { FaultInstance, FaultWorld, ToolResult } from "../faults/mod.ts";
import { forgiveSeat } from "./backoff.ts";
import type { Member } from "./model.ts";
import type { Supervisor } from "./supervisor.ts";

/** What process faults see and do through a supervisor. */
export function supervisedWorld(
  supervisor: Supervisor,
  host: Pick<Host, "clock" | "processes" | "spawner" | "readEnvironment">,
): FaultWorld {
  const { world } = supervisor;
  const { processes } = host;
  return {
    find: (instance) => viewOf(world.members.get(instance)),
    holderOf: (seat) => viewOf([...world.members.values()].find((one) => seatOf(one) === seat)),
    isWanted: (seat) => {
      const { group, slot } = readSeat(seat);
      return slot < (world.groups.get(group)?.desired ?? 0);
    },
    signal: (instance, name) => supervisor.signal(instance, name),
    membersOf: (pid) => processes.groupMembers(pid),
    isStopped: (pid) => processes.isStopped(pid),
    regain: (instance) => {
      const member = world.members.get(instance);
      if (member?.phase.kind !== "down") return;
      const nowMs = host.clock.monotonicMs();
      member.phase = { ...member.phase, sinceMs: nowMs };
      member.nextProbeMs = nowMs;
      supervisor.look();
    },
    forgive: (seat) => {
      const { group, slot } = readSeat(seat);
      const found = world.groups.get(group)?.seats[slot];
      if (found === undefined) return;
      forgiveSeat(found);
      supervisor.look();
    },
    runTool: (command) => runTool(command, host),
  };
}

function seatOf({ group, slot }: Member): string {
  return `${group}/${slot}`;
}

function readSeat(seat: string): { readonly group: string; readonly slot: number } {
  const cut = seat.lastIndexOf("/");
  return { group: seat.slice(0, cut), slot: Number(seat.slice(cut + 1)) };
}

function viewOf(member: Member | undefined): FaultInstance | undefined {
  if (member === undefined || member.pid === 0) return undefined;
  return {
    id: member.id,
    pid: member.pid,
    seat: seatOf(member),
    isUp: member.phase.kind === "up",
    isStopping: member.phase.kind === "stopping",
  };
}

async function runTool(
  command: readonly [string, ...string[]],
  { spawner, readEnvironment }: Pick<Host, "spawner" | "readEnvironment">,
): Promise<ToolResult> {
  const { PATH = "/usr/local/bin:/usr/bin:/bin" } = readEnvironment();
  const running = await spawner.spawn({ command, dir: "/", env: { PATH }, pipeStdin: false });
  const lines: string[] = [];
  for await (const { text } of running.lines) lines.push(text);
  return { exit: await running.exited, lines };
}
