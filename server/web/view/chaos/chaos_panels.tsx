/** @jsxImportSource preact */
import type { VNode } from "preact";
import { formatClock } from "../format.ts";
import { Command } from "../panel.tsx";
import { plainText } from "../plain_text.ts";
import { StatusShape } from "../status_mark.tsx";
import type { Tone } from "../health.ts";
import { CHAOS_PARTS, chaosUrl, type OpsView } from "../view_url.ts";
import type { ChaosProps } from "./chaos_props.ts";
import { countOf } from "./chaos_words.ts";
import { FaultsPanel } from "./faults_panel.tsx";
import { GalleryPanel } from "./gallery_panel.tsx";
import { KindPanels } from "./kinds_panel.tsx";
import { OverPanel } from "./over_panel.tsx";
import { RunPanels } from "./run_panels.tsx";
import { RunsPanel } from "./runs_panel.tsx";

const PARTS: Readonly<Record<OpsView["part"], string>> = {
  "": "Now and before",
  experiments: "Experiments",
  kinds: "Kinds of faults",
};

/** The chaos view: what is broken on purpose, what was, and what could be. */
export function ChaosPanels({ state, send }: ChaosProps): VNode {
  const { view, snapshot } = state;
  if (view.run !== "") return <RunPanels state={state} send={send} />;
  return (
    <>
      <nav class="parts" aria-label="Parts of chaos">
        <ul>
          {CHAOS_PARTS.map((part) => (
            <li key={part}>
              <a
                href={chaosUrl(part)}
                data-nav
                {...(part === view.part ? { "aria-current": "page" as const } : {})}
              >
                {PARTS[part]}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      {snapshot.head.chaos === undefined
        ? (
          <p class="warning" role="alert">
            <strong>No guardian is up,</strong> so nothing can be broken on purpose.
          </p>
        )
        : <ChaosPart state={state} send={send} />}
    </>
  );
}

function ChaosPart({ state, send }: ChaosProps): VNode {
  switch (state.view.part) {
    case "experiments":
      return (
        <>
          <GalleryPanel state={state} send={send} />
          <RunsPanel state={state} send={send} />
        </>
      );
    case "kinds":
      return <KindPanels state={state} send={send} />;
    case "":
      return (
        <>
          <ChaosSummary state={state} send={send} />
          <FaultsPanel state={state} send={send} />
          <RunsPanel state={state} send={send} />
          <OverPanel state={state} send={send} />
        </>
      );
  }
}

const LEFT_WORDS =
  "It is tried again every 2 s. What is still there and what mends it stands below.";
const STOPPED_WORDS =
  "All chaos was stopped: no fault and no experiment is taken until it is resumed.";
const ARMED_WORDS = "Faults and experiments are taken. Each fault ends by itself, whatever dies.";

/** The first thing to read: is anything broken on purpose, and may it be. */
function ChaosSummary({ state, send }: ChaosProps): VNode {
  const { faults, head } = state.snapshot;
  const all = Object.values(faults);
  const isLeft = all.some((one) => one.state === "undo-failed");
  const [tone, word] = summaryOf(all.length, isLeft, {
    isStopped: head.chaos?.lever === "stopped",
    runs: head.chaos?.runs.length ?? 0,
  });
  return (
    <section class={`summary edge-${tone}`} aria-labelledby="chaos">
      <div class="verdict">
        <h2 id="chaos">
          <StatusShape tone={tone} />
          {word}
        </h2>
        <p>
          {isLeft ? LEFT_WORDS : head.chaos?.lever === "stopped" ? STOPPED_WORDS : ARMED_WORDS}
        </p>
        {head.chaos?.error === undefined ? null : (
          <p class="why" role="alert">
            <strong>The guardian does not answer:</strong>{" "}
            {plainText(head.chaos.error)}. What you see is{" "}
            {head.chaos.okAtMs === 0 ? "nothing yet" : `from ${formatClock(head.chaos.okAtMs)}`}.
          </p>
        )}
        {state.canAct ? null : (
          <p class="hint">
            This page is read-only. To act from here:{" "}
            <Command text="netops open" copied={state.copied} send={send} />
          </p>
        )}
      </div>
      <dl class="figures">
        <Figure name="Faults" value={String(all.length)} />
        <Figure name="Experiments" value={String(head.chaos?.runs.length ?? 0)} />
        <Figure name="Lever" value={head.chaos?.lever === "stopped" ? "stopped" : "armed"} />
      </dl>
    </section>
  );
}

function summaryOf(
  faults: number,
  isLeft: boolean,
  { isStopped, runs }: { readonly isStopped: boolean; readonly runs: number },
): readonly [Tone, string] {
  if (isLeft) return ["bad", "A fault could not be undone"];
  if (faults > 0) return ["warn", `${countOf(faults, "fault")} at work`];
  if (runs > 0) return ["wait", `${countOf(runs, "experiment")} running`];
  return isStopped ? ["off", "Chaos is stopped"] : ["ok", "Nothing is broken on purpose"];
}

function Figure(props: { readonly name: string; readonly value: string }): VNode {
  return (
    <div>
      <dt>{props.name}</dt>
      <dd>{props.value}</dd>
    </div>
  );
}
