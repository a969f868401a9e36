/** @jsxImportSource preact */
import type { RunDocument } from "@netops/core/contracts";
import type { VNode } from "preact";
import { EventTable } from "../events_panel.tsx";
import { formatClock, formatMs } from "../format.ts";
import { NoData } from "../no_data.tsx";
import { shownData } from "../page_data.ts";
import { Command, Panel } from "../panel.tsx";
import { plainText } from "../plain_text.ts";
import { StatusShape } from "../status_mark.tsx";
import { chaosUrl } from "../view_url.ts";
import type { ChaosProps } from "./chaos_props.ts";
import { countOf, runReason, runVerdict, tookWords } from "./chaos_words.ts";
import { RunChart } from "./run_chart.tsx";
import { RunTables } from "./run_tables.tsx";
import { runTimeline } from "./run_timeline.ts";

/** A run of an experiment: its verdict and why, then what happened when. */
export function RunPanels({ state, send }: ChaosProps): VNode {
  const { answer } = shownData(state.data, state.view, { kind: "run" });
  if (answer === undefined || !answer.ok) {
    return (
      <Panel id="run" title="Run of an experiment">
        <BackLink />
        {answer?.why === "unknown"
          ? (
            <p class="empty">
              No run is called <code>{plainText(state.view.run)}</code>. See{" "}
              <code>netops chaos history</code>.
            </p>
          )
          : <NoData answer={answer} what="run" who="The guardian" />}
      </Panel>
    );
  }
  const { run, events, missing } = answer.value;
  const isCurrent = run.state === "running" && state.link !== "lost";
  const nowMs = isCurrent ? Math.max(answer.atMs, state.snapshot.atMs) : answer.atMs;
  const timeline = runTimeline({ run, events }, nowMs);
  return (
    <>
      <RunSummary run={run} nowMs={nowMs} state={state} send={send} />
      <Panel
        id="run"
        title="What happened when"
        command={<Command text="netops chaos history" copied={state.copied} send={send} />}
      >
        {run.startedAtMs === undefined
          ? <p class="empty">It has not begun yet.</p>
          : <RunChart timeline={timeline} />}
        {run.isCut
          ? <p class="foot">There was more than is shown: the middle is left out.</p>
          : null}
      </Panel>
      <RunTables timeline={timeline} />
      <Panel
        id="run-events"
        title="The platform meanwhile"
        note={countOf(timeline.events.length, "event")}
      >
        {missing === undefined ? null : (
          <p class="warning">
            <strong>Telemetry does not answer,</strong> so no events can be shown now:{" "}
            {plainText(missing)}.
          </p>
        )}
        <EventTable events={timeline.events} label="Events of the platform during the run" />
      </Panel>
    </>
  );
}

function BackLink(): VNode {
  return (
    <p class="back">
      <a href={chaosUrl()} data-nav>All runs</a>
    </p>
  );
}

interface SummaryProps extends ChaosProps {
  readonly run: RunDocument;
  readonly nowMs: number;
}

function RunSummary({ run, nowMs, state, send }: SummaryProps): VNode {
  const verdict = runVerdict(run);
  const word = verdict.word.charAt(0).toUpperCase() + verdict.word.slice(1);
  return (
    <section class={`summary edge-${verdict.tone}`} aria-labelledby="verdict">
      <div class="verdict">
        <p class="soft">
          <a href={chaosUrl()} data-nav>All runs</a>
        </p>
        <h2 id="verdict">
          <StatusShape tone={verdict.tone} />
          {word}: {plainText(run.title)}
        </h2>
        <p>{sentence(runReason(run))}</p>
        <p>{undoneWords(run)}</p>
        <div class="hints">
          <p class="hint">
            <span class="id">{run.id}</span> of <code>{plainText(run.file)}</code>
            {run.variables.length === 0 ? "" : ` with ${plainText(run.variables.join(", "))}`}
          </p>
          {run.state === "running" && state.canAct
            ? (
              <button
                type="button"
                disabled={state.chaosBusy !== undefined}
                onClick={() => send({ type: "act", action: { verb: "stop-run", run: run.id } })}
              >
                End this run
              </button>
            )
            : null}
        </div>
      </div>
      <dl class="figures">
        <Figure
          name="Began"
          value={run.startedAtMs === undefined ? "–" : formatClock(run.startedAtMs)}
        />
        <Figure name="Took" value={tookWords(run, nowMs)} />
        <Figure
          name="Recovered after"
          value={run.recoveryMs === undefined ? "–" : formatMs(run.recoveryMs)}
        />
      </dl>
    </section>
  );
}

function sentence(text: string): string {
  const whole = text.charAt(0).toUpperCase() + text.slice(1);
  return whole.endsWith(".") ? whole : `${whole}.`;
}

function undoneWords({ state, undone, seed }: RunDocument): string {
  const replay = seed === undefined ? "" : ` Seed ${plainText(seed)} draws the same again.`;
  if (state === "running") return "Its faults end with it.";
  if (undone === undefined) return "Whether anything is left tells: netops chaos doctor.";
  return (undone ? "Every fault was seen to be gone." : "Something is left: netops chaos doctor.") +
    replay;
}

function Figure(props: { readonly name: string; readonly value: string }): VNode {
  return (
    <div>
      <dt>{props.name}</dt>
      <dd>{props.value}</dd>
    </div>
  );
}
