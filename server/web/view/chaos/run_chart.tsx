/** @jsxImportSource preact */
import type { ComponentChildren, VNode } from "preact";
import { formatMs } from "../format.ts";
import { plainText } from "../plain_text.ts";
import { ribbonMarks } from "../ribbon_marks.ts";
import { countOf, lastedWords } from "./chaos_words.ts";
import type { CheckMark, FaultBar, RunTimeline, TimelineBar } from "./run_timeline.ts";

const TICKS = [0, 0.25, 0.5, 0.75, 1];
const MOST_FAULTS = 20;
/** A bar that is narrower has no room for its name. */
const NAMED = 0.07;

/** A run over time: phases, checks of the steady state, faults and the platform's events on one axis. */
export function RunChart({ timeline }: { readonly timeline: RunTimeline }): VNode {
  const { phases, checks, faults, events, fromMs, toMs, now } = timeline;
  const lengthMs = toMs - fromMs;
  const marks = ribbonMarks(events, { fromMs, toMs });
  const unmet = checks.filter(({ isMet }) => !isMet).length;
  return (
    <div class="run-chart">
      <div class="run-lane" aria-hidden="true">
        <span />
        <svg class="run-scale" focusable="false">
          {TICKS.map((tick) => (
            <text
              key={tick}
              x={percent(tick)}
              y="12"
              text-anchor={tick === 0 ? "start" : tick === 1 ? "end" : "middle"}
            >
              {lastedWords(lengthMs * tick)}
            </text>
          ))}
        </svg>
      </div>
      <Lane name="Phases" label={`Phases: ${phases.map(({ name }) => name).join(", ")}`} now={now}>
        {phases.map((phase, index) => <PhaseBar key={index} phase={phase} />)}
      </Lane>
      <Lane
        name="Steady state"
        label={`${countOf(checks.length, "check")} of the steady state, ${unmet} not met`}
        now={now}
      >
        {checks.map((check, index) => <Check key={index} check={check} />)}
      </Lane>
      {faults.slice(0, MOST_FAULTS).map((fault) => (
        <Lane key={fault.id} name={fault.name} label={faultLabel(fault, timeline)} now={now}>
          <FaultBarMark fault={fault} />
        </Lane>
      ))}
      {faults.length > MOST_FAULTS
        ? <p class="foot">{faults.length - MOST_FAULTS} more faults stand in the table.</p>
        : null}
      <Lane
        name="Platform"
        label={`${countOf(events.length, "event")} of the platform, listed below`}
        now={now}
      >
        {marks.map((mark) => (
          <line
            key={mark.at}
            class={mark.failed > 0 ? "mark-bad" : "mark"}
            x1={percent(mark.at)}
            x2={percent(mark.at)}
            y1={mark.failed > 0 ? "4" : String(Math.max(6, 14 - Math.log2(mark.count) * 2))}
            y2="22"
          />
        ))}
      </Lane>
    </div>
  );
}

function Lane(props: {
  readonly name: string;
  readonly label: string;
  readonly now: number | undefined;
  readonly children: ComponentChildren;
}): VNode {
  const { name, label, now, children } = props;
  return (
    <div class="run-lane">
      <span class="run-name" aria-hidden="true">{plainText(name)}</span>
      <svg role="img" aria-label={plainText(label)} focusable="false">
        {TICKS.map((tick) => (
          <line key={tick} class="run-grid" x1={percent(tick)} x2={percent(tick)} y2="100%" />
        ))}
        {children}
        {now === undefined
          ? null
          : <line class="run-now" x1={percent(now)} x2={percent(now)} y2="100%" />}
      </svg>
    </div>
  );
}

function PhaseBar({ phase }: { readonly phase: TimelineBar }): VNode {
  const { name, start, width } = phase;
  return (
    <>
      <rect
        class="phase-bar"
        x={percent(start)}
        width={percent(Math.max(width, 0.002))}
        y="3.5"
        height="19"
      />
      {width < NAMED
        ? null
        : <text class="phase-name" x={percent(start)} dx="6" y="17">{plainText(name)}</text>}
    </>
  );
}

function Check({ check }: { readonly check: CheckMark }): VNode {
  const x = percent(Math.min(0.995, Math.max(0.005, check.at)));
  return check.isMet
    ? <circle class="check-met" cx={x} cy="13" r="4" />
    : (
      <svg x={x} y="7" width="12" height="12" overflow="visible">
        <path class="check-unmet" d="M-5 1l10 10m0-10l-10 10" />
      </svg>
    );
}

function FaultBarMark({ fault }: { readonly fault: FaultBar }): VNode {
  const { start, width, state, targets, toMs } = fault;
  const isLeft = state === "undo-failed";
  const isNamedInside = width > 0.3;
  const name = plainText(targets.slice(0, 2).join(", ") + (targets.length > 2 ? " …" : ""));
  const isRight = start + width < 0.7;
  return (
    <>
      <rect
        class={`fault-bar ${isLeft ? "fault-left" : ""} ${toMs === undefined ? "fault-open" : ""}`}
        x={percent(Math.min(start, 0.997))}
        width={percent(Math.max(width, 0.003))}
        y="5.5"
        height="15"
        rx="1.5"
      />
      {isNamedInside
        ? <text class="fault-name-in" x={percent(start)} dx="6" y="17">{name}</text>
        : isRight
        ? <text class="fault-name" x={percent(start + width)} dx="6" y="17">{name}</text>
        : <text class="fault-name" x={percent(start)} dx="-6" y="17" text-anchor="end">{name}
        </text>}
    </>
  );
}

function faultLabel({ name, targets, fromMs, toMs, state }: FaultBar, run: RunTimeline): string {
  const began = formatMs(Math.max(0, fromMs - run.fromMs));
  const ended = toMs === undefined ? "still at work" : `until ${formatMs(toMs - run.fromMs)}`;
  const end = state === "undo-failed" ? "could not be undone" : ended;
  return `Fault ${name} on ${targets.join(", ")} from ${began} ${end}`;
}

function percent(share: number): string {
  return `${Math.round(share * 100_000) / 1_000}%`;
}
