import type { MemberChange } from "./supervisor_options.ts";

/** The event of the time line that a change of a member is. */
export function memberEvent(
  change: MemberChange,
): { kind: string; data: Record<string, unknown> } {
  const { member, reason, exit, failed } = change;
  const data = {
    pid: member.pid,
    zone: member.zone,
    ...(reason === undefined ? {} : { reason }),
    ...(exit === undefined ? {} : { code: exit.code, signal: exit.signal }),
    ...(failed === undefined ? {} : { failed }),
  };
  return { kind: `process.${change.kind}`, data };
}
