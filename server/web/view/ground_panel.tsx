/** @jsxImportSource preact */
import type { VNode } from "preact";
import type { InstanceRow } from "../ops_snapshot.ts";
import { formatAge } from "./format.ts";
import { instanceVerdict } from "./health.ts";
import type { PageState } from "./page_state.ts";
import type { Send } from "./page_message.ts";
import { Command, Panel } from "./panel.tsx";
import { StatusMark } from "./status_mark.tsx";
import { logsUrl } from "./view_url.ts";

/** The processes that carry the platform; zone and region faults never take those without a zone. */
export function GroundPanel(
  { state, send }: { readonly state: PageState; readonly send: Send },
): VNode {
  const { apps, instances, atMs } = state.snapshot;
  const rows = Object.values(instances).filter((one) =>
    (apps[one.app]?.tier ?? "ground") === "ground"
  );
  return (
    <Panel
      id="ground"
      title="Ground"
      class="last"
      command={<Command text="netops ps --wide" copied={state.copied} send={send} />}
    >
      {rows.length === 0
        ? <p class="empty">Nothing is known yet.</p>
        : (
          <div class="scroll" tabIndex={0} role="region" aria-label="Table of ground processes">
            <table class="numbers">
              <thead>
                <tr>
                  <th scope="col">Process</th>
                  <th scope="col">Status</th>
                  <th scope="col">Zone</th>
                  <th scope="col" class="num">Port</th>
                  <th scope="col" class="num">Pid</th>
                  <th scope="col" class="num">Up</th>
                  <th scope="col" class="num">Restarts</th>
                </tr>
              </thead>
              <tbody>{rows.map((row) => <GroundLine key={row.id} row={row} atMs={atMs} />)}</tbody>
            </table>
          </div>
        )}
    </Panel>
  );
}

function GroundLine({ row, atMs }: { readonly row: InstanceRow; readonly atMs: number }): VNode {
  return (
    <tr>
      <th scope="row">
        <a class="id" href={logsUrl(row.app, row.id)} data-nav>{row.id}</a>
      </th>
      <td>
        <StatusMark verdict={instanceVerdict(row)} />
        {row.reason === undefined ? null : <span class="chip-reason">{row.reason}</span>}
      </td>
      <td>{row.zone}</td>
      <td class="num">{row.port === 0 ? "–" : row.port}</td>
      <td class="num">{row.pid}</td>
      <td class="num">{row.status === "UP" ? formatAge(atMs - row.startedAtMs) : "–"}</td>
      <td class="num">{row.restarts}</td>
    </tr>
  );
}
