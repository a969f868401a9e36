import type { CommandSpec, OptionSpecs } from "../spec.ts";

/** Options of `deploy judge`. */
export const JUDGE_OPTIONS = {
  config: {
    kind: "string",
    value: "FILE",
    completes: "files",
    help: "a canary configuration in Kayenta's format, JSON or YAML",
  },
  data: {
    kind: "string",
    value: "FILE",
    completes: "files",
    help: "the points of both cohorts, by metric",
  },
  mode: {
    kind: "enum",
    value: "JUDGE",
    choices: ["netops", "kayenta"],
    default: "netops",
    help: "whose verdict: ours, or that of NetflixACAJudge-v1.0 with its blind spots",
  },
  seed: {
    kind: "string",
    value: "SEED",
    default: "1",
    help: "for the noise that Kayenta puts on two constant series",
  },
  step: {
    kind: "duration",
    value: "TIME",
    help: "time between points, so that an inconclusive verdict says how long to bake",
  },
} as const satisfies OptionSpecs;

/** Options of `deploy judge try`. */
export const JUDGE_TRY_OPTIONS = {
  config: {
    kind: "string",
    value: "FILE",
    completes: "files",
    help: "the canary configuration to try, in Kayenta's format, JSON or YAML",
  },
  last: {
    kind: "int",
    value: "COUNT",
    ...{ min: 1, max: 1_000, default: 20 },
    help: "how many looks, counted back from the newest",
  },
  app: {
    kind: "string",
    value: "APP",
    completes: "apps",
    help: "only looks at releases of this app",
  },
} as const satisfies OptionSpecs;

const REPLAY: CommandSpec = {
  name: "replay",
  summary: "judge a stored look again, and say whether it is the same verdict",
  details: [
    "A verdict follows from the points, the configuration and a seed alone, and all of them are kept. A replay does it " +
    "again and compares byte for byte: exit 0 the same, 1 different. Without a number all looks of the deploy are replayed, " +
    "and the last one is shown metric by metric.",
  ],
  args: [{
    name: "deploy",
    help: "its id, or an app for its newest; with /N only its N-th look",
    required: true,
    completes: "apps",
  }],
  output: ["json"],
  examples: [
    {
      line: "netops deploy judge replay shop",
      says: "why the newest release of shop got its verdict",
    },
    { line: "netops deploy judge replay d-1a2b3c4d/2", says: "the second look of one deploy" },
  ],
  load: () => import("../commands/deploy_judge_replay.ts"),
};

const TRY: CommandSpec = {
  name: "try",
  summary: "say what another configuration would have made of the last looks",
  details: [
    "Every kept look is judged again by the new configuration, with the points that were read then. A metric that " +
    "was not read then judges nothing here, and is told. Changes nothing.",
  ],
  options: JUDGE_TRY_OPTIONS,
  output: ["json"],
  examples: [
    {
      line: "netops deploy judge try --config new.json --last 20",
      says: "which verdicts would have been others, and by which metric",
    },
    { line: "netops deploy judge try --config new.json --app shop", says: "only releases of shop" },
  ],
  load: () => import("../commands/deploy_judge_try.ts"),
};

/** `deploy judge`: verdicts from files, and verdicts that were given. */
export const DEPLOY_JUDGE: CommandSpec = {
  name: "judge",
  summary: "judge a canary from a configuration and points, without a platform",
  details: [
    'Points are {"METRIC": {"control": [..], "experiment": [..]}}, one a step, "NaN" where one is missing; counts ' +
    'may say what they are counts of: "of": {"control": [..], "experiment": [..]}.',
    "Exit 0 pass, 5 fail, 9 marginal or inconclusive, 2 a file that cannot be used. What is missing never passes.",
  ],
  options: JUDGE_OPTIONS,
  output: ["json"],
  examples: [
    {
      line: "netops deploy judge --config c.json --data d.json",
      says: "what decided, metric by metric",
    },
    {
      line: "netops deploy judge --config c.json --data d.json --mode kayenta --json",
      says: "as Spinnaker would have judged it",
    },
    { line: "netops deploy judge replay shop", says: "why a release got its verdict" },
    {
      line: "netops deploy judge try --config new.json",
      says: "what another configuration would have said",
    },
  ],
  load: () => import("../commands/deploy_judge.ts"),
  children: [REPLAY, TRY],
};
