import type { CommandSpec } from "../spec.ts";
import { DEPLOY_JUDGE } from "./deploy_judge_commands.ts";
import { DEPLOY_LINT, DEPLOY_PLAN } from "./deploy_lint_commands.ts";
import { DEPLOY_LOOK_COMMANDS } from "./deploy_look_commands.ts";
import { DEPLOY_RUN_COMMANDS } from "./deploy_run_commands.ts";
import { DEPLOY_SIMULATE } from "./deploy_simulate_command.ts";
import { DEPLOY_TORTURE } from "./deploy_torture_command.ts";

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
    DEPLOY_JUDGE,
    DEPLOY_SIMULATE,
    DEPLOY_TORTURE,
  ],
};
