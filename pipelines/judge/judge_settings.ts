/** What `judgeConfigurations` says to the judge of netops. */
export interface JudgeSettings {
  /** Points that each cohort must have. */
  readonly minSamples: number;
  /** Requests that each cohort must have where counts are judged as a rate. */
  readonly minRequests: number;
  /** Good canaries, as a ratio, in which a metric may be called High or Low by chance. */
  readonly falseFailRatio: number;
  /** Which of how many looks at this canary this is, from 1. */
  readonly look: number;
  readonly looks: number;
  /** Between points, in ms: what turns missing samples into a bake. */
  readonly stepMs?: number;
}

/** What holds where a configuration says nothing. */
export const DEFAULT_JUDGE_SETTINGS: JudgeSettings = {
  ...{ minSamples: 10, minRequests: 50, falseFailRatio: 0.01, look: 1, looks: 1 },
};

/** The keys that `judgeConfigurations` may have. */
export const JUDGE_SETTING_NAMES = [...Object.keys(DEFAULT_JUDGE_SETTINGS), "stepMs"];

/** Reads the settings of the judge; what `over` says counts more. Values were checked before. */
export function judgeSettings(
  configurations: Readonly<Record<string, unknown>> = {},
  over: Partial<JudgeSettings> = {},
): JudgeSettings {
  const own = Object.entries(configurations)
    .filter(([name, value]) => JUDGE_SETTING_NAMES.includes(name) && typeof value === "number");
  return { ...DEFAULT_JUDGE_SETTINGS, ...Object.fromEntries(own), ...over };
}

/**
 * The part of the false fails allowed that this look may spend: α·ln(1 + (e − 1)·t) at t = look/looks, less
 * what was spent before. Much of it early, as a bad release should go back soon.
 *
 * Source: Lan & DeMets, Discrete sequential boundaries for clinical trials, 1983 (the Pocock-like one).
 */
export function alphaOfLook(
  { falseFailRatio, look, looks }: Pick<JudgeSettings, "falseFailRatio" | "look" | "looks">,
): number {
  const spent = (upTo: number) => falseFailRatio * Math.log(1 + (Math.E - 1) * upTo / looks);
  return spent(look) - spent(look - 1);
}
