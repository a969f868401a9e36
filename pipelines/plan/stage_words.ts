import type { Comparison, StageSpec, TimeWindow, ValueReference } from "@netops/core/contracts";
import { nameOf } from "../stages/resolved_value.ts";
import { timeWords } from "./time_words.ts";

type Value = string | number | boolean | ValueReference;
type Question = Extract<StageSpec, { readonly type: "until" }>["question"];

/** A value in words: what it will be where it is not known yet. */
export function words(value: Value): string {
  if (typeof value !== "object") return String(value);
  return "output" in value ? value.output : nameOf(value);
}

/** When a stage, or a pipeline, may start, and when a stage is left out; a line each. */
export function conditionWords({ when = [], window, timeoutMs }: {
  readonly when?: readonly Comparison[] | undefined;
  readonly window?: TimeWindow | undefined;
  readonly timeoutMs?: number | undefined;
}): readonly string[] {
  return [
    ...(window === undefined ? [] : [`waits for ${windowWords(window)}`]),
    ...(when.length === 0 ? [] : [`is skipped unless ${when.map(comparisonWords).join(" and ")}`]),
    ...(timeoutMs === undefined ? [] : [`fails after ${timeWords(timeoutMs)}`]),
  ];
}

/** `mon-fri 09:00 to 17:00 by the clock of Europe/Berlin`. */
export function windowWords({ timeZone, days, hours }: TimeWindow): string {
  const times = hours.map(({ from, to }) => `${from} to ${to}`).join(" or ");
  const on = days === undefined ? "" : `${days.join(", ")} `;
  return `${on}${times} by the clock of ${timeZone}`;
}

function comparisonWords({ left, is, right }: Comparison): string {
  return `${words(left)} ${is} ${words(right)}`;
}

function questionWords(question: Question): string {
  if ("query" in question) return `${question.query} ${question.is} ${question.right}`;
  const { url, status, body } = question;
  return `${words(url)} answers ${status}${body === undefined ? "" : ` with /${body}/`}`;
}

/** What a stage does that moves no requests, in order; undefined for those that do. */
export function plainStageWords(stage: StageSpec): readonly string[] | undefined {
  switch (stage.type) {
    case "run":
      return [`run ${commandWords(stage)} in ${stage.dir}${atMost(stage.deadlineMs)}`];
    case "load":
      return [loadWords(stage)];
    case "canary":
      return canaryWords(stage);
    case "approve":
      return approveWords(stage);
    case "wait":
      return [`wait ${timeWords(stage.durationMs)}`];
    case "until":
      return untilWords(stage);
    case "assert":
      return [
        ...stage.that.map((comparison) => `${comparisonWords(comparison)} must hold`),
        ...stage.questions.map((question) => `${questionWords(question)} must hold`),
      ];
    case "http":
      return [httpWords(stage)];
    case "pipeline":
      return [`run the kept pipeline ${stage.pipeline} to its end`];
    case "chaos":
      return chaosWords(stage);
    default:
      return undefined;
  }
}

type StageOf<T extends StageSpec["type"]> = Extract<StageSpec, { readonly type: T }>;

/** What was one string is one again. */
function commandWords({ command }: StageOf<"run">): string {
  const [shell, option, text, ...rest] = command;
  const isString = shell === "sh" && option === "-c" && text !== undefined && rest.length === 0;
  return isString ? text : command.join(" ");
}

function atMost(deadlineMs: number): string {
  return `, at most ${timeWords(deadlineMs)}`;
}

function canaryWords({ baseline, canary, bakeMs, looks }: StageOf<"canary">): readonly string[] {
  const often = looks === 1 ? "once" : `${looks} times`;
  return [
    `compare ${words(canary)} with ${words(baseline)} for ${timeWords(bakeMs)}, ${often}`,
  ];
}

function approveWords({ message, roles, expiresMs, otherwise }: StageOf<"approve">) {
  const who = roles.length === 0 ? "anybody" : roles.join(" or ");
  const then = otherwise === "approve" ? "yes" : "no";
  return [
    `ask ${who}: ${message}`,
    `take no answer within ${timeWords(expiresMs)} for ${then}`,
  ];
}

function untilWords({ question, everyMs, untilMs }: StageOf<"until">): readonly string[] {
  const every = timeWords(everyMs);
  return [`wait until ${questionWords(question)}, asked every ${every}${atMost(untilMs)}`];
}

function httpWords({ method, url, status, retries }: StageOf<"http">): string {
  const wanted = status === undefined ? "an answer below 400" : `the answer ${status}`;
  return `${method} ${words(url)}, for ${wanted}, ${retries} more tries`;
}

function chaosWords({ experiment, targets, deadlineMs }: StageOf<"chaos">): readonly string[] {
  const isText = experiment.includes("\n") || experiment.trimStart().startsWith("{");
  const what = isText ? "the experiment of the file" : `the experiment ${experiment}`;
  const run = `run ${what}`;
  const limit = atMost(deadlineMs);
  return targets.length === 0
    ? [`${run}${limit}`]
    : targets.map((target) => `${run} on ${words(target)}${limit}`);
}

/** How long a stage takes at least. */
export function leastMsOf(stage: StageSpec): number {
  if (stage.type === "wait") return stage.durationMs;
  return stage.type === "canary" ? stage.judging.warmupMs + stage.bakeMs : 0;
}

/** The time that the longest chain of stages takes at least. */
export function longestChainMs(
  stages: readonly StageSpec[],
  leastMs: ReadonlyMap<string, number>,
): number {
  const endMs = new Map<string, number>();
  // In an order in which each comes after what it needs.
  for (const { name, needs } of stages) {
    const startMs = Math.max(0, ...needs.map((needed) => endMs.get(needed) ?? 0));
    endMs.set(name, startMs + (leastMs.get(name) ?? 0));
  }
  return Math.max(0, ...endMs.values());
}

function loadWords(
  { script, rate, durationMs, deadlineMs }: Extract<StageSpec, { type: "load" }>,
): string {
  const pace = rate === undefined ? "" : ` at ${rate}/s`;
  const time = durationMs === undefined ? "" : ` for ${timeWords(durationMs)}`;
  return `put the load ${script} on it${pace}${time}${atMost(deadlineMs)}`;
}
