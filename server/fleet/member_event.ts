import type { EventDraft, TraceContext } from "@netops/core";
import type { MemberChange } from "./supervisor_options.ts";

/** An event that fleet itself tells. */
export type FleetEvent = EventDraft & { readonly actor: "fleet" };

/** The event of the time line that a change of a member of `app` is, and the trace that it belongs to. */
export function memberEvent(
  change: MemberChange,
  app: string,
  trace: TraceContext | undefined,
): FleetEvent {
  const { member, reason, exit, failed } = change;
  const data = {
    app,
    pid: member.pid,
    zone: member.zone,
    ...(reason === undefined ? {} : { reason }),
    ...(exit === undefined ? {} : { code: exit.code, signal: exit.signal }),
    ...(failed === undefined ? {} : { failed }),
  };
  return {
    kind: `process.${change.kind}`,
    subject: member.id,
    actor: "fleet",
    data,
    ...idOf(trace),
  };
}

/** The event of the time line that a change of the keeper is, and the trace that it belongs to. */
export function keeperEvent(
  kind: "process.up" | "process.gone",
  data: Readonly<Record<string, unknown>>,
  trace: TraceContext | undefined,
): FleetEvent {
  return { kind, subject: "keeper", actor: "fleet", data, ...idOf(trace) };
}

function idOf(trace: TraceContext | undefined): { readonly traceId?: string } {
  return trace === undefined ? {} : { traceId: trace.traceId };
}
