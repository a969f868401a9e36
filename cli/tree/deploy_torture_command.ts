import type { CommandSpec, OptionSpecs } from "../spec.ts";

/** Options of `deploy torture`. */
export const TORTURE_OPTIONS = {
  case: {
    kind: "enum",
    value: "CASE",
    choices: ["canary", "rolling"],
    help: "only this: a canary that is rolled back, or a rolling red/black",
  },
  every: {
    kind: "int",
    value: "N",
    min: 1,
    max: 100,
    default: 1,
    help: "die after every Nth event only",
  },
} as const satisfies OptionSpecs;

/** `deploy torture`: shows that a deploy goes on whenever its conductor dies. */
export const DEPLOY_TORTURE: CommandSpec = {
  name: "torture",
  summary: "kill the conductor after every event of a release, and compare the ends",
  details: [
    "Boots a platform of its own in a new folder, under numbered requests, and removes all of it. Takes some minutes. " +
    "Exit 0 when each end was the same, no request was lost and nothing was left; 5 when not.",
  ],
  options: TORTURE_OPTIONS,
  output: ["json"],
  examples: [
    { line: "netops deploy torture", says: "both cases, after every event" },
    { line: "netops deploy torture --case rolling --every 5", says: "a quick look" },
  ],
  load: () => import("../commands/deploy_torture.ts"),
};
