/** @jsxImportSource preact */
import type { ComponentChildren, VNode } from "preact";
import { formatMs } from "../format.ts";
import type { Verdict } from "../health.ts";
import { Panel } from "../panel.tsx";
import { plainText } from "../plain_text.ts";
import { StatusMark } from "../status_mark.tsx";
import { faultTracesUrl } from "../view_url.ts";
import { faultVerdict } from "./chaos_words.ts";
import type { ActivityBar, FaultBar, RunTimeline } from "./run_timeline.ts";

/** The same as the drawing, in tables: faults, steps, phases, and every check of the steady state. */
export function RunTables({ timeline }: { readonly timeline: RunTimeline }): VNode {
  const { faults, activities, checks, fromMs } = timeline;
  const at = (atMs: number | undefined) =>
    atMs === undefined ? "–" : formatMs(Math.max(0, atMs - fromMs));
  return (
    <div class="run-columns">
      <Panel id="run-faults" title="Faults" note={String(faults.length)} class="wide">
        <Rows
          caption="Faults of the run"
          columns={["State", "Fault", "Targets", "From", "Until", "Why it ended", "Hits"]}
          rows={faults.map((fault) => faultCells(fault, at))}
          empty="It injected no fault."
        />
      </Panel>
      <div class="stack">
        <Panel id="run-steps" title="Steps" note={String(activities.length)}>
          <Rows
            caption="Steps of the method and the rollbacks"
            columns={["State", "Step", "From", "Until"]}
            rows={activities.map((one) => [
              <StatusMark key="state" verdict={activityVerdict(one)} />,
              plainText(one.name),
              at(one.fromMs),
              at(one.toMs),
            ])}
            empty="None was begun."
          />
        </Panel>
        <Panel id="run-checks" title="Checks of the steady state" note={String(checks.length)}>
          <details class="numbers-list">
            <summary>Every check</summary>
            <Rows
              caption="Checks of the steady state"
              columns={["At", "Phase", "Steady state"]}
              rows={checks.map(({ atMs, phase, isMet }) => [
                at(atMs),
                plainText(phase),
                <StatusMark key="state" verdict={isMet ? MET : UNMET} />,
              ])}
              empty="None yet."
            />
          </details>
        </Panel>
      </div>
      <PhaseTable timeline={timeline} at={at} />
    </div>
  );
}

type PrintTime = (atMs: number | undefined) => string;

function PhaseTable(
  { timeline, at }: { readonly timeline: RunTimeline; readonly at: PrintTime },
): VNode {
  const { phases, checks } = timeline;
  return (
    <Panel id="run-phases" title="Phases" note={String(phases.length)}>
      <Rows
        caption="Phases of the run"
        columns={["Phase", "From", "Until", "Checks", "Not met"]}
        rows={phases.map(({ name, fromMs: beganMs, toMs }) => {
          const own = checks.filter(({ atMs }) =>
            atMs >= beganMs && (toMs === undefined || atMs < toMs)
          );
          const unmet = own.filter(({ isMet }) => !isMet).length;
          return [plainText(name), at(beganMs), at(toMs), String(own.length), String(unmet)];
        })}
        empty="None was begun."
      />
    </Panel>
  );
}

const MET: Verdict = { tone: "ok", word: "met" };
const UNMET: Verdict = { tone: "bad", word: "not met" };

function activityVerdict({ status }: ActivityBar): Verdict {
  if (status === undefined) return { tone: "wait", word: "unfinished" };
  return status === "succeeded"
    ? { tone: "ok", word: "done" }
    : { tone: "bad", word: plainText(status) };
}

function faultCells(
  fault: FaultBar,
  at: PrintTime,
): readonly ComponentChildren[] {
  const { id, name, targets, state, fromMs, toMs, endReason, hits, left } = fault;
  const why = left.length === 0
    ? plainText(endReason ?? "–")
    : left.map(({ what, where, fix }) => plainText(`${what} at ${where}; to mend it: ${fix}`)).join(
      "; ",
    );
  return [
    <StatusMark key="state" verdict={faultVerdict({ state })} />,
    <FaultCell key="fault" id={id} name={name} />,
    plainText(targets.join(", ")),
    at(fromMs),
    at(toMs),
    why,
    hits === undefined ? "–" : String(hits),
  ];
}

function FaultCell({ id, name }: { readonly id: string; readonly name: string }): VNode {
  return (
    <span>
      <strong class="kind-name">{plainText(name)}</strong>
      <span class="soft">
        <span class="id">{plainText(id)}</span> ·{" "}
        <a href={faultTracesUrl(id)} data-nav aria-label={`Traces of ${id}`}>Traces</a>
      </span>
    </span>
  );
}

function Rows(props: {
  readonly caption: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly ComponentChildren[])[];
  readonly empty: string;
}): VNode {
  const { caption, columns, rows, empty } = props;
  if (rows.length === 0) return <p class="empty">{empty}</p>;
  return (
    <table class="cards" role="table">
      <caption class="sr-only">{caption}</caption>
      <thead role="rowgroup">
        <tr role="row">
          {columns.map((name) => <th key={name} role="columnheader" scope="col">{name}</th>)}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((cells, index) => (
          <tr role="row" key={index}>
            {cells.map((cell, place) => (
              <td key={place} role="cell" data-label={columns[place] ?? ""} class="break">
                {cell}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
