import type { DeploySettings } from "../stages/deploy/deploy_settings.ts";
import { longestBakeMs } from "../stages/deploy/look_times.ts";
import type { PlanStep } from "../stages/deploy/plan_step.ts";
import { timeWords } from "./time_words.ts";

/** What the steps of a deploy are told with. */
export interface DeployNames {
  /** Role of a group → how it is called. */
  readonly names: Readonly<Record<string, string>>;
  /** What the new group runs, and the old one. */
  readonly versions: { readonly new: string; readonly old: string };
  readonly settings: DeploySettings;
  /** Groups without requests that are ended at last. */
  readonly leftOver: readonly string[];
  /** `2 instances`; as many as serve, where that is not known. */
  readonly size: (replicas: number) => string;
}

/** The steps of a deploy in words, each by the real names of its groups. */
export function deployWords(steps: readonly PlanStep[], told: DeployNames): readonly string[] {
  const judged = steps.filter(({ kind }) => kind === "judge").length;
  return steps.flatMap((step) => stepWords(step, { ...told, judged }));
}

type Told = DeployNames & { readonly judged: number };

function stepWords(step: PlanStep, told: Told): string[] {
  const { names, settings, versions, size } = told;
  const nameOf = (role: string) => names[role] ?? role;
  switch (step.kind) {
    case "spawn": {
      const version = versions[step.version];
      return [`start ${nameOf(step.group)} without requests: ${size(step.replicas)} of ${version}`];
    }
    case "ready":
      return [
        `wait until all of ${nameOf(step.group)} is healthy, at most ${
          timeWords(settings.readyMs)
        }`,
      ];
    case "route":
      return [`send ${sharesWords(step.weights, nameOf)}`];
    case "judge":
      return [judgeWords(step, told, nameOf)];
    case "watch":
      return [
        `watch ${nameOf("fresh")} for ${timeWords(settings.watchMs)}, ready to go back at once`,
      ];
    case "drain":
      return [
        `wait until nothing is under way at ${nameOf(step.group)}, at most ${
          timeWords(settings.drainMs)
        }`,
      ];
    case "stop":
      return [`end ${nameOf(step.group)}`];
    case "tidy":
      return told.leftOver.length === 0 ? [] : [`end ${told.leftOver.join(", ")}, kept till now`];
  }
}

function sharesWords(
  weights: Readonly<Record<string, number>>,
  nameOf: (role: string) => string,
): string {
  const shares = Object.entries(weights);
  const [only, ...others] = shares;
  if (only !== undefined && others.length === 0) return `all requests to ${nameOf(only[0])}`;
  return shares.map(([role, percent]) => `${Number(percent.toFixed(2))} % to ${nameOf(role)}`)
    .join(", ");
}

function judgeWords(
  { baseline, canary, look, bakeMs }: Extract<PlanStep, { readonly kind: "judge" }>,
  { settings: { judging }, judged }: Told,
  nameOf: (role: string) => string,
): string {
  const { warmupMs, mode, checks } = judging;
  const warm = warmupMs === 0 ? "" : ` after ${timeWords(warmupMs)}`;
  const whose = mode === "kayenta" ? " as Kayenta judges" : "";
  const also = checks.length === 0 ? "" : `, with ${checks.map(({ path }) => path).join(", ")}`;
  const which = judged === 1 ? "" : ` (share ${look} of ${judged})`;
  // Kayenta's judge does not say what it needs.
  const longer = mode === "kayenta"
    ? ""
    : `, by itself up to ${timeWords(longestBakeMs(bakeMs))} where that shows too little`;
  return `compare ${nameOf(canary)} with ${nameOf(baseline)} for ${
    timeWords(bakeMs)
  }${warm}${longer}${whose}` +
    `${also}; go back when it is worse${which}`;
}

/** How long a deploy takes at least: what it watches. */
export function leastDeployMs(steps: readonly PlanStep[], settings: DeploySettings): number {
  return steps.reduce((sum, step) => {
    if (step.kind === "judge") return sum + settings.judging.warmupMs + step.bakeMs;
    return step.kind === "watch" ? sum + settings.watchMs : sum;
  }, 0);
}
