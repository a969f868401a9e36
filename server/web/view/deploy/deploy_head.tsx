/** @jsxImportSource preact */
import type { DeployDetail, ExecutionView } from "@netops/core/contracts";
import type { VNode } from "preact";
import { formatAge } from "../format.ts";
import { Command } from "../panel.tsx";
import { plainText } from "../plain_text.ts";
import { shellWord } from "../shell_word.ts";
import { StatusShape } from "../status_mark.tsx";
import { formatOpsUrl, parseOpsView } from "../view_url.ts";
import { DeployActions } from "./deploy_actions.tsx";
import type { OneDeployProps } from "./deploy_props.ts";
import { countWords, standingVerdict } from "./deploy_words.ts";
import { deployStageOf, endsOf, howWords, isOver, standingOf, waitsOf } from "./execution_facts.ts";

/** The first thing to read: what a deploy is, how it stands and why, and what can be done. */
export function DeployHead(props: OneDeployProps): VNode {
  const { view, state } = props;
  const nowMs = state.snapshot.atMs;
  const standing = standingVerdict(standingOf(view), view.status);
  const { from, to } = endsOf(view);
  const waits = waitsOf(view, nowMs);
  const asked = new Set(view.stages.filter(isAsked).map(({ name }) => name));
  return (
    <section class={`summary edge-${standing.tone}`} aria-labelledby="deploy">
      <div class="verdict">
        <h2 id="deploy">
          <StatusShape tone={standing.tone} />
          {plainText(view.app)}: {standing.word}
        </h2>
        <p class="why">
          {from === undefined && to === undefined ? null : (
            <span class="id">
              {plainText(from ?? "nothing")} → {plainText(to ?? "?")}
            </span>
          )} {plainText(howWords(view))} by {plainText(view.by)}, {tookWords(view, nowMs)}
        </p>
        {isOver(view)
          ? <p class="reason">{plainText(view.reason ?? meaningOf(view))}</p>
          : waits.filter((words) => !asked.has(words.split(/[:,]/)[0] ?? "")).map((words) => (
            <p key={words.split(":")[0]} class="reason">{words}</p>
          ))}
        <DeployActions {...props} />
        <NextSteps {...props} />
      </div>
      <Figures detail={deployStageOf(view)?.deploy} isOver={isOver(view)} />
    </section>
  );
}

function isAsked({ type, status }: ExecutionView["stages"][number]): boolean {
  return type === "approve" && status === "RUNNING";
}

function tookWords(view: ExecutionView, nowMs: number): string {
  const tookMs = (view.endedAtMs ?? nowMs) - (view.startedAtMs ?? view.createdAtMs);
  return `${isOver(view) ? "took" : "for"} ${formatAge(tookMs)}`;
}

function meaningOf(view: ExecutionView): string {
  if (view.verdict === "promoted") return `${view.to ?? "the new version"} has all requests`;
  return view.verdict === "rolled-back" ? `${view.from ?? "what served before"} has them back` : "";
}

/** Commands and places that tell more. */
function NextSteps({ view, state, send }: OneDeployProps): VNode {
  const { id, app } = view;
  const hasLooks = view.stages.some(({ deploy }) => (deploy?.looks.length ?? 0) > 0);
  const commands = isOver(view)
    ? [
      ...(hasLooks ? [`netops deploy judge replay ${id}`] : []),
      ...(view.verdict === "promoted" ? [`netops deploy rollback ${shellWord(app)}`] : []),
      `netops deploy status ${id}`,
    ]
    : [`netops deploy status ${id} --watch`];
  const events = formatOpsUrl({ ...parseOpsView(""), tab: "events", filter: id });
  const logs = formatOpsUrl({ ...parseOpsView(""), tab: "logs", app });
  return (
    <div class="hints">
      {commands.map((text) => <Command key={text} text={text} copied={state.copied} send={send} />)}
      <a href={events} data-nav>Events of it</a>
      <a href={logs} data-nav>Logs of {plainText(app)}</a>
      {state.canAct || isOver(view) ? null : (
        <p class="hint">
          This page is read-only. To act from here:{" "}
          <Command text="netops open" copied={state.copied} send={send} />
        </p>
      )}
    </div>
  );
}

function Figures(
  { detail, isOver }: {
    readonly detail: DeployDetail | undefined;
    readonly isOver: boolean;
  },
): VNode | null {
  if (detail === undefined) return null;
  const { stepNumber, stepCount, isRollingBack, requests, probesSent, probesLost } = detail;
  const figures: readonly (readonly [string, number, string])[] = [
    ...(isOver || isRollingBack ? [] : [["Step", stepNumber, `of ${stepCount}`] as const]),
    ["Requests", requests, ""],
    ["Dropped", detail.dropped, ""],
    ["Failed by the new", detail.failedByRelease, ""],
    ...(probesSent === 0
      ? []
      : [["Probes lost", probesLost, `of ${countWords(probesSent)}`] as const]),
  ];
  return (
    <dl class="figures">
      {figures.map(([name, value, of]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            {countWords(value)}
            {of === "" ? null : <small>{of}</small>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
