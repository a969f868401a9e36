import type { ExecutionView, LookView, StageView } from "@netops/core/contracts";
import {
  deployStageOf,
  elapsedMs,
  endsOf,
  goingOn,
  howWords,
  isOver,
  newestLook,
  usersRequests,
} from "../deploy/execution_facts.ts";
import { formatAge } from "../print/age.ts";
import { fitText, harmless } from "../print/text_width.ts";
import {
  byWeight,
  count,
  type DeployViewOptions,
  executionMark,
  lengthenedWords,
  lookMark,
  metricWords,
  scoreWords,
  shareWords,
  wrapParts,
  wrapWords,
} from "./deploy_words.ts";

/** What is known besides the execution itself. */
export interface DeployHeadFacts {
  /** Requests a second, measured between two looks. */
  readonly requestsPerS?: number;
  /** How long the rest takes when all goes well, as far as it can be said. */
  readonly leftMs?: number;
}

const TITLE = 10;
const MOST_METRICS = 4;

/** What a deploy is, how far it is, who gets which share, what the judge says, what it waits for. */
export function deployHeadLines(
  view: ExecutionView,
  facts: DeployHeadFacts,
  options: DeployViewOptions,
): readonly string[] {
  return [
    ...titleLines(view, facts, options),
    ...trafficLines(view, options),
    ...requestLines(view, facts, options),
    ...judgeLines(view, options),
    ...waitLines(view, options),
  ];
}

/** What is going on with an execution, as one word or two. */
export function standing(view: ExecutionView): string {
  if (isOver(view)) return view.verdict ?? view.status;
  if (deployStageOf(view)?.deploy.isRollingBack) return "ROLLING BACK";
  if (view.isCancelAsked) return "ABORTING";
  return view.isPauseAsked ? "PAUSED" : view.status;
}

function titleLines(
  view: ExecutionView,
  { leftMs }: DeployHeadFacts,
  options: DeployViewOptions,
): string[] {
  const { paint, nowMs } = options;
  const detail = deployStageOf(view)?.deploy;
  const status = view.isPauseAsked && !isOver(view) ? "PAUSED" : view.status;
  const step = detail === undefined || isOver(view) || detail.isRollingBack
    ? ""
    : `step ${detail.stepNumber}/${detail.stepCount}`;
  const left = leftMs === undefined || isOver(view) || view.isPauseAsked
    ? ""
    : `, ~${formatAge(leftMs)} left`;
  return wrapParts("", [
    paint("bold", harmless(view.app)),
    fromToWords(view, options),
    harmless(howWords(view)),
    executionMark(status, { ...options, word: standing(view) }),
    step,
    paint("dim", `${formatAge(elapsedMs(view, nowMs))}${left}`),
  ], options);
}

/** `v000 → v001`, without what the app's own name says already; empty while neither is known. */
function fromToWords(view: ExecutionView, { plain }: DeployViewOptions): string {
  const { from, to } = endsOf(view);
  if (from === undefined && to === undefined) return "";
  const short = (name: string) => harmless(name.replace(`${view.app}-`, ""));
  const before = from === undefined ? "nothing" : short(from);
  return `${before} ${plain ? "->" : "→"} ${to === undefined ? "?" : short(to)}`;
}

function trafficLines(view: ExecutionView, options: DeployViewOptions): string[] {
  const groups = deployStageOf(view)?.deploy.groups ?? [];
  if (groups.length === 0) return [];
  return wrapParts(title("traffic", options), groups.map(shareWords), options);
}

function requestLines(
  view: ExecutionView,
  { requestsPerS }: DeployHeadFacts,
  options: DeployViewOptions,
): string[] {
  const { paint } = options;
  const detail = deployStageOf(view)?.deploy;
  if (detail === undefined) return [];
  const { dropped, failedByRelease, probesSent, probesLost } = detail;
  const requests = usersRequests(detail);
  // They are counted from the first move on: a 0 before it would be read as an outage.
  if (detail.epoch === undefined && requests + dropped + probesSent === 0) return [];
  const failed = Math.max(failedByRelease, dropped);
  const okPercent = requests === 0 ? undefined : 100 * Math.max(0, 1 - failed / requests);
  const loud = (value: number, words: string) => value > 0 ? paint("red", words) : words;
  return wrapParts(title("requests", options), [
    requestsPerS === undefined ? "" : `${perSecond(requestsPerS)}/s`,
    count(requests),
    okPercent === undefined ? "" : loud(failed, `ok ${okText(okPercent)}`),
    loud(dropped, `dropped ${count(dropped)}`),
    failedByRelease === 0 ? "" : paint("red", `failed by the new ${count(failedByRelease)}`),
    probesSent === 0
      ? ""
      : loud(probesLost, `probes ${count(probesSent)} sent, ${count(probesLost)} lost`),
  ], options);
}

function judgeLines(view: ExecutionView, options: DeployViewOptions): string[] {
  const detail = deployStageOf(view)?.deploy;
  const look = detail === undefined ? undefined : newestLook(detail);
  if (look === undefined) return [];
  const { columns = Infinity } = options;
  const blank = title("", options);
  const metrics = byWeight(look.metrics);
  const shown = metrics.slice(0, MOST_METRICS).map((metric) => metricWords(metric, options));
  const hidden = metrics.length - MOST_METRICS;
  const isGood = look.verdict === "pass";
  return [
    ...wrapParts(title("judge", options), [`look ${look.look}`, ...lookParts(look, options)], {
      columns,
    }),
    ...(shown.length === 0
      ? []
      : wrapParts(blank, [...shown, hidden > 0 ? `and ${hidden} more` : ""], { columns })),
    ...(isGood ? [] : [fitText(`${blank}${harmless(look.rule)}`, columns)]),
  ];
}

/** What came of a look, in parts. */
function lookParts(look: LookView, options: DeployViewOptions): string[] {
  return [
    lookMark(look, options),
    scoreWords(look),
    look.needMs === undefined || look.verdict !== "inconclusive"
      ? ""
      : `needs ${formatAge(look.needMs)}`,
    lengthenedWords(look),
  ];
}

/** What each stage that goes on waits for; of one that is over the verdict says why. */
function waitLines(view: ExecutionView, options: DeployViewOptions): string[] {
  const { columns = Infinity } = options;
  if (isOver(view)) return [];
  const paused = pauseWords(view);
  if (paused !== undefined) return wrapWords(title("now", options), paused, options);
  const waits = goingOn(view).map((stage) => waitWords(stage, options)).filter(Boolean);
  if (waits.length === 0 && view.reason !== undefined) waits.push(harmless(view.reason));
  const word = deployStageOf(view)?.deploy.isRollingBack ? "back" : "now";
  return waits.map((words, at) =>
    fitText(`${title(at === 0 ? word : "", options)}${words}`, columns)
  );
}

/**
 * Who paused it, and how it goes on; undefined while something moves. Its times are those of the clock: a wait
 * that is over meanwhile is over when it goes on.
 */
export function pauseWords(view: ExecutionView): string | undefined {
  const isGoingBack = view.isCancelAsked || deployStageOf(view)?.deploy.isRollingBack === true;
  if (!view.isPauseAsked || isGoingBack || isOver(view)) return undefined;
  const by = view.pausedBy === undefined ? "" : ` by ${harmless(view.pausedBy)}`;
  return `paused${by}: nothing moves or is judged, though the time of its waits runs on; ` +
    `go on: netops deploy resume ${harmless(view.app)}`;
}

/** `deploy, at most 48s: waits for its requests to end`. */
export function waitWords(
  { name, reason, deploy }: StageView,
  { nowMs }: Pick<DeployViewOptions, "nowMs">,
): string {
  const what = reason ?? deploy?.step;
  if (what === undefined) return "";
  const leftMs = (deploy?.untilMs ?? 0) - nowMs;
  return `${harmless(name)}${leftMs > 0 ? `, at most ${formatAge(leftMs)}` : ""}: ${
    harmless(what)
  }`;
}

function title(word: string, { paint }: Pick<DeployViewOptions, "paint">): string {
  return paint("dim", word.padEnd(TITLE));
}

function perSecond(value: number): string {
  return value < 10 ? String(Number(value.toFixed(1))) : count(value);
}

/** Rounded down: never 100 % when something failed. */
function okText(value: number): string {
  return `${Math.floor(value * 100) / 100} %`;
}
