import type { CommandSpec, OptionSpecs } from "../spec.ts";
import { RELEASE_OPTIONS } from "./deploy_run_commands.ts";

/** Options of `deploy lint`. */
export const DEPLOY_LINT_OPTIONS = {
  strict: { kind: "flag", help: "exit 2 for a warning, too" },
  schema: { kind: "flag", help: "print the JSON schema of pipeline files, for editors" },
} as const satisfies OptionSpecs;

/** Options of `deploy plan`. */
export const DEPLOY_PLAN_OPTIONS = {
  ...RELEASE_OPTIONS,
  param: {
    kind: "string",
    value: "NAME=VALUE",
    repeat: true,
    help: "a parameter of the pipeline",
  },
} as const satisfies OptionSpecs;

/** `deploy lint`: what is wrong with pipelines, before anything runs. */
export const DEPLOY_LINT: CommandSpec = {
  name: "lint",
  summary: "look pipelines over without running them",
  details: [
    "Finds what is misspelt, stages that never start, references to what is not there, patterns, schedules, " +
    "time zones and queries that cannot be read, and releases that could only be inconclusive; each with its " +
    "place and what mends it. TypeScript is checked with its types.",
    "Exit 0 without a mistake, 2 with one; warnings count with --strict. Needs no platform.",
  ],
  args: [{
    name: "file",
    help: "pipelines: YAML, JSON or TypeScript",
    variadic: true,
    completes: "files",
  }],
  options: DEPLOY_LINT_OPTIONS,
  output: ["json"],
  examples: [
    { line: "netops deploy lint release.yaml", says: "every mistake with its place" },
    { line: "netops deploy lint pipelines/*.ts --strict", says: "for CI" },
    { line: "netops deploy lint --schema > pipeline.schema.json", says: "for an editor" },
  ],
  load: () => import("../commands/deploy_lint.ts"),
};

/** `deploy plan`: what a pipeline would do. */
export const DEPLOY_PLAN: CommandSpec = {
  name: "plan",
  summary: "say step by step what a deploy would do, and what would be different",
  details: [
    "Takes what deploy run takes. With a platform that runs it names the real groups, versions and files that " +
    "change, and what would be refused; without one it knows only what is written.",
    "Exit 0, also when it would be refused: the plan says so. What would be shipped is baked for it, as its " +
    "content is its version; nothing else changes.",
  ],
  args: [{ name: "what", help: "an app, or a pipeline file", required: true, completes: "apps" }],
  options: DEPLOY_PLAN_OPTIONS,
  output: ["json"],
  examples: [
    { line: "netops deploy plan release.yaml", says: "stage by stage" },
    {
      line: "netops deploy plan shop --from ./v2 --strategy canary",
      says: "shares, bakes and files that change",
    },
  ],
  load: () => import("../commands/deploy_plan.ts"),
};
