/** @jsxImportSource preact */
import type { LookMetric, LookView } from "@netops/core/contracts";
import type { VNode } from "preact";
import { formatAge, formatClock } from "../format.ts";
import { Command, Panel } from "../panel.tsx";
import { plainText } from "../plain_text.ts";
import { StatusMark } from "../status_mark.tsx";
import { deployUrl } from "../view_url.ts";
import { CohortFigure } from "./cohort_figure.tsx";
import type { OneDeployProps } from "./deploy_props.ts";
import {
  byWeight,
  changeWords,
  lookVerdict,
  metricVerdict,
  rangeWords,
  scoreWords,
} from "./deploy_words.ts";

/** What the judge said at each look, what decided it, and what it saw of both versions. */
export function JudgePanel({ view, state, send }: OneDeployProps): VNode | null {
  const looks = view.stages.flatMap(({ deploy }) => deploy?.looks ?? []);
  const chosen = looks.find(({ toMs }) => String(toMs) === state.view.look) ?? looks.at(-1);
  if (chosen === undefined) return null;
  const replay = `netops deploy judge replay ${view.id}`;
  return (
    <Panel
      id="judge"
      title="Judge"
      command={<Command text={replay} copied={state.copied} send={send} />}
    >
      <ol class="looks" aria-label="Looks of the judge, newest first">
        {looks.toReversed().map((look) => (
          <LookLine key={look.toMs} look={look} deploy={view.id} isChosen={look === chosen} />
        ))}
      </ol>
      <ChosenLook look={chosen} deploy={view.id} />
      <CohortFigure view={view} state={state} send={send} />
    </Panel>
  );
}

function LookLine(
  { look, deploy, isChosen }: {
    readonly look: LookView;
    readonly deploy: string;
    readonly isChosen: boolean;
  },
): VNode {
  return (
    <li>
      <a
        href={deployUrl(deploy, { look: String(look.toMs) })}
        data-nav
        data-stay
        {...(isChosen ? { "aria-current": "true" as const } : {})}
      >
        Look {look.look}
      </a>
      <StatusMark verdict={lookVerdict(look)} />
      <span>{scoreWords(look)}</span>
      <span class="soft">
        {formatClock(look.fromMs)} to {formatClock(look.toMs)}
      </span>
    </li>
  );
}

function ChosenLook({ look, deploy }: { readonly look: LookView; readonly deploy: string }): VNode {
  const { rule, metrics, needMs, problems = [], verdict } = look;
  return (
    <>
      <p class="decided">
        Look {look.look}, decided by <strong>{plainText(rule)}</strong>
        {needMs === undefined || verdict !== "inconclusive"
          ? null
          : `. It would need ${formatAge(needMs)}`}
      </p>
      {problems.map((problem) => <p key={problem} class="warning">{plainText(problem)}</p>)}
      {metrics.length === 0
        ? <p class="empty">Which metrics it was is kept only of the newest looks.</p>
        : <MetricTable metrics={byWeight(metrics)} deploy={deploy} look={look} />}
    </>
  );
}

function MetricTable(
  { metrics, deploy, look }: {
    readonly metrics: readonly LookMetric[];
    readonly deploy: string;
    readonly look: LookView;
  },
): VNode {
  return (
    <table class="cards" role="table">
      <caption class="sr-only">Metrics of look {look.look}, those that decided first</caption>
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader" scope="col">Metric</th>
          <th role="columnheader" scope="col">Result</th>
          <th role="columnheader" scope="col" class="num">Change</th>
          <th role="columnheader" scope="col" class="num">Interval</th>
          <th role="columnheader" scope="col">Why</th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        {metrics.map((metric) => (
          <tr role="row" key={metric.name} class="card-row">
            <th role="rowheader" scope="row" class="card-title">
              <a
                href={deployUrl(deploy, { look: String(look.toMs), metric: metric.name })}
                data-nav
                data-stay
              >
                {plainText(metric.name)}
              </a>
              {metric.critical ? <span class="soft">critical</span> : null}
            </th>
            <td role="cell" class="card-first">
              <StatusMark verdict={metricVerdict(metric)} />
            </td>
            <td role="cell" data-label="Change" class="num">{changeWords(metric.estimate)}</td>
            <td role="cell" data-label="Interval" class="num">{rangeWords(metric.ci)}</td>
            <td role="cell" data-label="Why" class="break">{plainText(metric.reason)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
