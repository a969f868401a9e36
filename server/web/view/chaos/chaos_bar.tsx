/** @jsxImportSource preact */
import type { VNode } from "preact";
import { plainText } from "../plain_text.ts";
import type { OpsSnapshot } from "../../ops_snapshot.ts";
import type { Tone } from "../health.ts";
import type { Send } from "../page_message.ts";
import type { PageState } from "../page_state.ts";
import { Command } from "../panel.tsx";
import { StatusShape } from "../status_mark.tsx";
import { chaosUrl } from "../view_url.ts";
import { countOf } from "./chaos_words.ts";

interface BarProps {
  readonly state: PageState;
  readonly send: Send;
}

/** What the bar under the header says. */
export interface BarWords {
  readonly tone: Tone;
  readonly text: string;
  readonly isStopped: boolean;
  /** Whether there is anything to stop. */
  readonly isBusy: boolean;
}

/** A guardian that was killed is back sooner; until then there is nothing to say. */
const SILENT_MS = 5_000;

/** Says in every view that something is broken on purpose or may be no more; undefined when neither is so. */
export function barWords(
  snapshot: Pick<OpsSnapshot, "atMs" | "head" | "faults">,
): BarWords | undefined {
  const { chaos } = snapshot.head;
  if (chaos === undefined) return undefined;
  const faults = Object.values(snapshot.faults);
  const isStopped = chaos.lever === "stopped";
  const isBusy = faults.length > 0 || chaos.runs.length > 0;
  const isSilent = chaos.error !== undefined && snapshot.atMs - chaos.okAtMs > SILENT_MS;
  if (!isStopped && !isBusy) return isSilent ? UNKNOWN : undefined;
  const failed = faults.filter(({ state }) => state === "undo-failed").length;
  const goesOn = [
    ...(faults.length > failed
      ? [`${countOf(faults.length - failed, "fault")} ${isStopped ? "being undone" : "at work"}`]
      : []),
    ...(failed > 0 ? [`${countOf(failed, "fault")} could not be undone`] : []),
    ...(chaos.runs.length > 0 ? [`${countOf(chaos.runs.length, "experiment")} running`] : []),
  ].join(", ");
  const silent = isSilent ? ". The guardian does not answer now." : "";
  const text = isStopped
    ? `Chaos is stopped: nothing new is taken${goesOn === "" ? "" : `. Still ${goesOn}`}`
    : `${goesOn}: ${namesOf(snapshot)}`;
  const tone = failed > 0 ? "bad" : isStopped ? "off" : "warn";
  return { tone, text: text + silent, isStopped, isBusy };
}

/** Who cannot be asked may have something at work: that is no reason to take the button away. */
const UNKNOWN: BarWords = {
  tone: "warn",
  text: "The guardian does not answer: whether anything is broken on purpose is not known.",
  isStopped: false,
  isBusy: true,
};

function namesOf({ head, faults }: Pick<OpsSnapshot, "head" | "faults">): string {
  const names = Object.values(faults).map(({ kind, targets }) =>
    `${kind} on ${targets.map(({ instance }) => instance).slice(0, 2).join(", ")}${
      targets.length > 2 ? " …" : ""
    }`
  );
  const runs = (head.chaos?.runs ?? []).map(({ id }) => id);
  const all = [...names, ...(names.length === 0 ? runs : [])];
  return plainText(all.slice(0, 3).join("; ") + (all.length > 3 ? "; …" : ""));
}

/** The bar: what goes on, Stop all, and after that Resume at another place, so that a second press undoes nothing. */
export function ChaosBar({ state, send }: BarProps): VNode | null {
  const words = barWords(state.snapshot);
  if (words === undefined) return null;
  const isBusy = state.chaosBusy !== undefined;
  return (
    <section class={`chaos-bar edge-${words.tone}`} aria-label="Faults on purpose">
      <StatusShape tone={words.tone} />
      <p role="status">
        <a href={chaosUrl()} data-nav>{words.text}</a>
      </p>
      {state.canAct && words.isStopped
        ? (
          <button
            type="button"
            disabled={isBusy}
            onClick={() => send({ type: "act", action: { verb: "resume" } })}
          >
            Resume
          </button>
        )
        : null}
      <span class="chaos-end">
        {state.canAct ? <StopAll words={words} state={state} send={send} /> : (
          <Command
            text={words.isStopped ? "netops chaos resume" : "netops chaos stop --all"}
            copied={state.copied}
            send={send}
          />
        )}
      </span>
    </section>
  );
}

/** It stays where it is after it was pressed: the focus stays with it, and a second press does nothing. */
function StopAll({ words, state, send }: BarProps & { readonly words: BarWords }): VNode {
  const isStopping = state.chaosBusy === "stop-all";
  const isOver = words.isStopped && !words.isBusy;
  const word = isStopping ? "Stopping…" : isOver ? "Stopped" : "Stop all";
  return (
    <button
      type="button"
      class="stop-all"
      aria-disabled={isStopping || isOver}
      aria-keyshortcuts="x x"
      onClick={() => {
        if (!isStopping && !isOver) send({ type: "act", action: { verb: "stop-all" } });
      }}
    >
      {word}
    </button>
  );
}
