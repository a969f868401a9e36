/** @jsxImportSource preact */
import type { VNode } from "preact";
import { formatClock } from "../format.ts";
import { Panel } from "../panel.tsx";
import { plainText } from "../plain_text.ts";
import { StatusMark } from "../status_mark.tsx";
import type { OneLoadProps } from "./load_props.ts";
import { limitVerdict } from "./load_words.ts";

const COLUMNS = ["Result", "Threshold", "Limit", "Measured"];

/** Every limit against what was measured, those that were crossed first. */
export function LoadLimits({ load }: OneLoadProps): VNode | null {
  if (load.limits.length === 0) return null;
  const kept = load.limits.filter(({ standing }) => standing === "passed");
  const rows = [...load.limits.filter(({ standing }) => standing !== "passed"), ...kept];
  const note = `${kept.length} of ${rows.length} passed`;
  return (
    <Panel id="limits" title="Thresholds" note={note}>
      <table class="cards" role="table">
        <caption class="sr-only">Limits and what was measured, crossed ones first</caption>
        <thead role="rowgroup">
          <tr role="row">
            {COLUMNS.map((name) => <th key={name} role="columnheader" scope="col">{name}</th>)}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map((row) => (
            <tr key={row.written} role="row">
              <td role="cell" class="card-first">
                <StatusMark verdict={limitVerdict(row)} />
              </td>
              <th role="rowheader" scope="row" class="card-title">
                {plainText(row.name)}
                <span class="soft">
                  <code>{plainText(row.written)}</code>
                </span>
              </th>
              <td role="cell" data-label="Limit">{plainText(row.limit)}</td>
              <td role="cell" data-label="Measured" class={row.standing === "failed" ? "bad" : ""}>
                {row.actual}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

/** What happened on the platform meanwhile: chaos, deploys, breakers, the registry, processes. */
export function LoadEvents({ load }: OneLoadProps): VNode | null {
  if (load.events.length === 0) return null;
  return (
    <Panel id="meanwhile" title="Meanwhile on the platform">
      <ul class="load-events">
        {load.events.map(({ tsMs, lane, subject, text }, at) => (
          <li key={at}>
            <time>{formatClock(tsMs)}</time>
            <span class="soft">{plainText(lane)}</span>
            <span>{plainText(text.includes(subject) ? text : `${subject}: ${text}`)}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
