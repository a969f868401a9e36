import type { PipelineSpecInput, TimeWindow } from "@netops/core/contracts";
import { cronProblem } from "./cron_problem.ts";
import type { CheckWorld } from "./check_world.ts";
import { checkedStages, type PipelineFinding, type StageInput } from "./pipeline_finding.ts";

/** Finds what is written in a language of its own and cannot be read: patterns, schedules, zones, queries, names. */
export function checkWords(spec: PipelineSpecInput, world: CheckWorld): readonly PipelineFinding[] {
  return [
    ...(spec.triggers ?? []).flatMap((trigger, at) =>
      trigger.type === "cron" ? placed(["triggers", at], scheduleFindings(trigger)) : []
    ),
    ...placed(["window"], windowFindings(spec.window)),
    ...checkedStages(spec).flatMap(({ stage, path }) => placed(path, stageFindings(stage, world))),
  ];
}

function placed(path: PipelineFinding["path"], findings: readonly PipelineFinding[]) {
  return findings.map((finding) => ({ ...finding, path: [...path, ...finding.path] }));
}

function scheduleFindings(
  { schedule, timeZone }: { readonly schedule: string; readonly timeZone: string },
): PipelineFinding[] {
  const problem = cronProblem(schedule);
  return [
    ...(problem === undefined ? [] : [{
      path: ["schedule"],
      message: `"${schedule}" is no schedule: ${problem}`,
      fix: 'write minute, hour, day, month and day of the week, such as "0 9 * * 1-5"',
    }]),
    ...zoneFindings(timeZone),
  ];
}

function windowFindings(window: TimeWindow | undefined): PipelineFinding[] {
  if (window === undefined) return [];
  return [
    ...zoneFindings(window.timeZone),
    ...window.hours.flatMap(({ from, to }, at): PipelineFinding[] =>
      from === to
        ? [{
          path: ["hours", at],
          message: `From ${from} to ${to} is a whole day`,
          ...{ fix: "write another end", severity: "warning" as const },
        }]
        : []
    ),
  ];
}

function zoneFindings(timeZone: string): PipelineFinding[] {
  try {
    // It is the authority on zones, and knows aliases that no list has.
    new Intl.DateTimeFormat("en", { timeZone });
    return [];
  } catch {
    const stranger = { word: timeZone, known: Intl.supportedValuesOf("timeZone") };
    const fix = "use an IANA name such as Europe/Berlin";
    return [{ path: ["timeZone"], message: `There is no time zone "${timeZone}"`, stranger, fix }];
  }
}

function stageFindings(stage: StageInput, world: CheckWorld): PipelineFinding[] {
  return [
    ...placed(["window"], windowFindings(stage.window)),
    ...patterns(stage).flatMap(patternFindings),
    ...queries(stage).flatMap(({ path, query }) => queryFindings(path, query, world)),
    ...(stage.type === "chaos" ? experimentFindings(stage.experiment, world) : []),
  ];
}

interface Pattern {
  readonly path: PipelineFinding["path"];
  readonly pattern: string | undefined;
  /** Comparisons read patterns by the strict rules of Unicode, checks of a release do not. */
  readonly flags: "u" | "";
}

function patterns(stage: StageInput): Pattern[] {
  const judging = stage.type === "deploy" || stage.type === "canary" ? stage.judging : undefined;
  const that = stage.type === "assert" ? stage.that ?? [] : [];
  const compared = [
    ...(stage.when ?? []).map((comparison, at) => ({ comparison, path: ["when", at] })),
    ...that.map((comparison, at) => ({ comparison, path: ["that", at] })),
  ];
  return [
    ...(judging?.checks ?? []).map(({ body: pattern }, at) => ({
      ...{ path: ["judging", "checks", at, "body"], pattern, flags: "" as const },
    })),
    ...questions(stage).map(({ question, path }) => ({
      ...{ path: [...path, "body"], flags: "u" as const },
      pattern: "url" in question ? question.body : undefined,
    })),
    ...compared.map(({ comparison: { is, right }, path }) => ({
      ...{ path: [...path, "right"], flags: "u" as const },
      pattern: is === "matches" && typeof right === "string" ? right : undefined,
    })),
  ];
}

function questions(stage: StageInput) {
  if (stage.type === "until") return [{ question: stage.question, path: ["question"] }];
  if (stage.type !== "assert") return [];
  return (stage.questions ?? []).map((question, at) => ({ question, path: ["questions", at] }));
}

function queries(stage: StageInput) {
  return questions(stage).flatMap(({ question, path }) =>
    "query" in question ? [{ query: question.query, path: [...path, "query"] }] : []
  );
}

function patternFindings({ path, pattern, flags }: Pattern): PipelineFinding[] {
  if (pattern === undefined) return [];
  try {
    new RegExp(pattern, flags);
    return [];
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/^.*: /, "") : String(error);
    const message = `/${pattern}/ is no regular expression: ${why.toLowerCase()}`;
    return [{ path, message, fix: "write a \\ before signs that mean themselves" }];
  }
}

function queryFindings(
  path: PipelineFinding["path"],
  query: string,
  { queryProblem }: CheckWorld,
): PipelineFinding[] {
  const problem = queryProblem?.(query);
  return problem === undefined ? [] : [{ path, message: `The query cannot be asked: ${problem}` }];
}

/** A name of the gallery; a text of one's own has lines, and is checked by whoever knows experiments. */
function experimentFindings(experiment: string, { experiments }: CheckWorld): PipelineFinding[] {
  const isText = /\n|^\s*\{/.test(experiment);
  if (isText || experiments === undefined || experiments.includes(experiment)) return [];
  const stranger = { word: experiment, known: experiments };
  return [{
    path: ["experiment"],
    message: `There is no experiment "${experiment}" in the gallery, and no such file`,
    ...{ stranger, fix: "netops chaos gallery lists them; name a file like ./slow.yaml" },
  }];
}
