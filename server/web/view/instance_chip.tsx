/** @jsxImportSource preact */
import { parseServerGroupName } from "@netops/core";
import type { VNode } from "preact";
import type { InstanceRow } from "../ops_snapshot.ts";
import { formatAge } from "./format.ts";
import { instanceVerdict } from "./health.ts";
import type { Send } from "./page_message.ts";
import { StatusMark } from "./status_mark.tsx";
import { logsUrl } from "./view_url.ts";

/** One instance: how it stands, what it runs, since when, and why if there is something to say. */
export function InstanceChip(props: {
  readonly instance: InstanceRow;
  readonly atMs: number;
  readonly canAct: boolean;
  readonly send: Send;
}): VNode {
  const { instance, atMs } = props;
  const verdict = instanceVerdict(instance);
  return (
    <li class={`chip edge-${verdict.tone}`}>
      <div class="chip-line">
        <StatusMark verdict={verdict} />
        <a
          class="id"
          href={logsUrl(instance.app, instance.id)}
          data-nav
          title="Logs of this instance"
        >
          {instance.id}
        </a>
        {props.canAct
          ? (
            <button
              type="button"
              class="quiet chip-act"
              aria-label={`Restart instance ${instance.id}`}
              onClick={() =>
                props.send({ type: "ask", action: { verb: "restart", instance: instance.id } })}
            >
              Restart
            </button>
          )
          : null}
      </div>
      <p class="chip-facts">
        <span title={`Version ${instance.version}`}>{versionOf(instance)}</span>
        {instance.status === "UP" ? <span>up {formatAge(atMs - instance.startedAtMs)}</span> : null}
        <span>:{instance.port}</span>
        {instance.restarts > 0
          ? (
            <span class="restarts">
              {instance.restarts} {instance.restarts === 1 ? "restart" : "restarts"}
            </span>
          )
          : null}
      </p>
      {instance.reason === undefined ? null : <p class="chip-reason">{instance.reason}</p>}
    </li>
  );
}

/** The push number of the group, as people say it: `v003`; without one the version's first 8 signs. */
export function versionOf(instance: InstanceRow): string {
  const { sequence } = parseServerGroupName(instance.serverGroup);
  return sequence === null ? instance.version.slice(0, 8) : `v${String(sequence).padStart(3, "0")}`;
}
