/** @jsxImportSource preact */
import type { VNode } from "preact";
import type { LoadDetail, LoadNow } from "../../load/load_values.ts";
import { formatAge, formatClock } from "../format.ts";
import { Command } from "../panel.tsx";
import { plainText } from "../plain_text.ts";
import { StatusShape } from "../status_mark.tsx";
import { loadUrl, type OneLoadProps } from "./load_props.ts";
import { lastsWords, loadVerdict, phaseWords, rateOr, shortName, timeOr } from "./load_words.ts";

/** The first thing to read: which load, how it stands and why, its numbers, and what to type next. */
export function LoadHead(props: OneLoadProps): VNode {
  const { load, state } = props;
  const verdict = loadVerdict(load);
  return (
    <section class={`summary edge-${verdict.tone}`} aria-labelledby="load">
      <div class="verdict load-verdict">
        <h2 id="load">
          <StatusShape tone={verdict.tone} />
          {load.id}: {verdict.word.toLowerCase()}
        </h2>
        <p class="why">
          {plainText(shortName(load.name))}, {load.shape}, by {plainText(load.engine)},{" "}
          {whenWords(load, state.snapshot.atMs)}
        </p>
        {load.reason === undefined ? null : <p class="load-reason">{plainText(load.reason)}</p>}
        {load.companions.map((one) => <p key={one} class="load-reason">With {plainText(one)}</p>)}
        {load.now === undefined ? null : <TimeLeft now={load.now} />}
        <NextSteps {...props} />
      </div>
      {load.now === undefined
        ? <Figures figures={load.figures} />
        : <Figures figures={liveFigures(load, load.now)} />}
    </section>
  );
}

function whenWords({ startedAtMs, endedAtMs, standing }: LoadDetail, nowMs: number): string {
  const began = `began ${formatClock(startedAtMs)}`;
  if (standing === "running") return began;
  const took = endedAtMs === undefined ? "" : `, took ${lastsWords(endedAtMs - startedAtMs)}`;
  return `${began}, ${formatAge(nowMs - startedAtMs)} ago${took}`;
}

/** Phase and time left, in words and as a bar; scripts do not always say how long they take. */
function TimeLeft({ now: { phase, elapsedMs, totalMs } }: { readonly now: LoadNow }): VNode {
  const isTimed = totalMs !== null && phase === "running";
  const left = isTimed
    ? `${lastsWords(Math.max(0, totalMs - elapsedMs))} left of ${lastsWords(totalMs)}`
    : `for ${lastsWords(elapsedMs)}`;
  return (
    <p class="load-left">
      <strong>{phaseWords(phase)}</strong>, {left}
      {isTimed
        ? (
          <progress
            aria-label="Time of the load"
            max={totalMs}
            value={Math.min(elapsedMs, totalMs)}
          />
        )
        : null}
    </p>
  );
}

function liveFigures(load: LoadDetail, now: LoadNow): readonly (readonly [string, string])[] {
  const count = (value: number) => value.toLocaleString("en-US");
  const rate = rateOr(load.rate) +
    (now.rateAsked === null ? "" : ` of ${rateOr(now.rateAsked)} asked`);
  const started = count(now.started) +
    (now.attempted === null ? "" : ` of ${count(now.attempted)}`);
  const common = [
    ["failed", count(now.failed)],
    ...(now.dropped === 0 ? [] : [["never begun", count(now.dropped)]]),
  ] as [string, string][];
  if (load.unit === "iterations") {
    return [
      ["iterations/s", rate],
      ["iterations", started],
      ["VUs at work", count(now.running)],
      ...common,
    ];
  }
  return [
    ["SPS, last 10 s", rate],
    ["startup p95", timeOr(load.startupP95Ms)],
    ["running", count(now.running)],
    ["started", started],
    ["stalls", count(now.stalls)],
    ["failovers", count(now.failovers)],
    ...common,
  ];
}

function Figures(
  { figures }: { readonly figures: readonly (readonly [string, string])[] },
): VNode | null {
  if (figures.length === 0) return null;
  return (
    <dl class="figures load-figures">
      {figures.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{valueParts(value)}</dd>
        </div>
      ))}
    </dl>
  );
}

/** What something is out of stands smaller: `2.7 of 3.0`. */
function valueParts(value: string): VNode | string {
  const at = value.indexOf(" of ");
  if (at < 0) return value;
  return (
    <>
      {value.slice(0, at)}
      <small>{value.slice(at + 1)}</small>
    </>
  );
}

/** Commands and places that tell more. */
function NextSteps({ load, state, send }: OneLoadProps): VNode {
  const { id, standing, again, hasPage } = load;
  const commands = standing === "running"
    ? ["netops load status", `netops load stop ${id}`]
    : [`netops load report ${id}`, ...(again === undefined ? [] : [again])];
  return (
    <div class="hints">
      {hasPage ? <a href={`/ops/loads/${id}/report.html`}>Whole report of {id}</a> : null}
      {state.view.load === "" ? <a href={loadUrl(id)} data-nav>Only {id}</a> : null}
      {commands.map((text) => <Command key={text} text={text} copied={state.copied} send={send} />)}
    </div>
  );
}
