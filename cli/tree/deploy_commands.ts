import type { CommandSpec, OptionSpecs } from "../spec.ts";
import { DEPLOY_LINT, DEPLOY_PLAN } from "./deploy_lint_commands.ts";
import { DEPLOY_LOOK_COMMANDS } from "./deploy_look_commands.ts";
import { DEPLOY_RUN_COMMANDS } from "./deploy_run_commands.ts";
import { DEPLOY_TORTURE } from "./deploy_torture_command.ts";

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

/** `deploy`: what brings a release to users, and takes it back. */
export const DEPLOY: CommandSpec = {
  name: "deploy",
  group: "Ship",
  summary: "ship releases, and judge whether they are good",
  details: [
    "A release is baked, started beside what serves, and gets the requests step by step; when it drops any, or " +
    "is judged worse than what it replaces, it goes back by itself. The conductor carries it out, whoever looks on.",
  ],
  examples: [
    { line: "netops deploy run shop", says: "ship what is in the folder of shop" },
    { line: "netops deploy status", says: "how far it is, and who gets which share" },
    { line: "netops deploy rollback shop", says: "back to the version before" },
    {
      line: "netops deploy judge --config c.json --data d.json",
      says: "pass, marginal, fail or inconclusive, and why",
    },
  ],
  children: [
    ...DEPLOY_RUN_COMMANDS,
    ...DEPLOY_LOOK_COMMANDS,
    DEPLOY_PLAN,
    DEPLOY_LINT,
    {
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
      ],
      load: () => import("../commands/deploy_judge.ts"),
    },
    DEPLOY_TORTURE,
  ],
};
