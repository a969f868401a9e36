/** @jsxImportSource preact */
import { parseServerGroupName } from "@netops/core";
import type { VNode } from "preact";
import type { InstanceRow } from "../ops_snapshot.ts";
import { formatAge } from "./format.ts";
import { instanceVerdict } from "./health.ts";
import type { Send } from "./page_message.ts";
import { StatusShape } from "./status_mark.tsx";
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
        <StatusShape tone={verdict.tone} />
        <a
          class="id"
          href={logsUrl(instance.app, instance.id)}
          data-nav
          title="Logs of this instance"
        >
          {instance.id}
        </a>
        {props.canAct ? <RestartButton id={instance.id} send={props.send} /> : null}
      </div>
      <p class="chip-facts">
        <span class="word">
          {verdict.word}
          {instance.status === "UP" ? ` ${formatAge(atMs - instance.startedAtMs)}` : ""}
        </span>
        <span title={`Version ${instance.version}`}>{versionOf(instance)}</span>
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

function RestartButton({ id, send }: { readonly id: string; readonly send: Send }): VNode {
  return (
    <button
      type="button"
      class="quiet chip-act"
      aria-label={`Restart instance ${id}`}
      title="Restart this instance"
      onClick={() => send({ type: "ask", action: { verb: "restart", instance: id } })}
    >
      <svg viewBox="0 0 14 14" aria-hidden="true" focusable="false">
        <path
          d="M12 7a5 5 0 1 1-1.6-3.7M10.6.8v2.9H7.7"
          fill="none"
          stroke="currentColor"
          stroke-width="1.5"
        />
      </svg>
    </button>
  );
}

/** The push number of the group, as people say it: `v003`; without one the version's first 8 signs. */
export function versionOf(instance: InstanceRow): string {
  const sequence = parseServerGroupName(instance.serverGroup)?.sequence ?? null;
  return sequence === null ? instance.version.slice(0, 8) : `v${String(sequence).padStart(3, "0")}`;
}
