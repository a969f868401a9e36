import type { CommandSpec, OptionSpecs } from "../spec.ts";

/** Options of `deploy status`. */
export const DEPLOY_STATUS_OPTIONS = {
  watch: { kind: "flag", short: "w", help: "follow it to its verdict, with the exit code of that" },
} as const satisfies OptionSpecs;

/** Options of `deploy history`. */
export const DEPLOY_HISTORY_OPTIONS = {
  limit: { kind: "int", value: "N", min: 1, max: 1_000, default: 20, help: "at most N" },
} as const satisfies OptionSpecs;

/** Options of `deploy save` and `deploy forget`. */
export const STORE_OPTIONS = {
  dryRun: { kind: "flag", help: "say what would be done, and do nothing" },
} as const satisfies OptionSpecs;

/** What looks at deploys, and what keeps pipelines. */
export const DEPLOY_LOOK_COMMANDS: readonly CommandSpec[] = [
  {
    name: "status",
    summary: "show a deploy: how far it is, who gets which share, what the judge said",
    details: ["Without DEPLOY the one that runs, or the newest."],
    args: [{ name: "deploy", help: "an app, or the id of a deploy", completes: "apps" }],
    options: DEPLOY_STATUS_OPTIONS,
    output: ["json", "jsonl"],
    examples: [
      { line: "netops deploy status shop", says: "one look" },
      { line: "netops deploy status shop --watch", says: "live, as deploy run shows it" },
    ],
    load: () => import("../commands/deploy_status.ts"),
  },
  {
    name: "history",
    summary: "list deploys, newest first",
    args: [{ name: "app", help: "only of this app", completes: "apps" }],
    options: DEPLOY_HISTORY_OPTIONS,
    output: ["json", "jsonl"],
    examples: [{
      line: "netops deploy history shop --limit 5",
      says: "what came of the last five",
    }],
    load: () => import("../commands/deploy_history.ts"),
  },
  {
    name: "pipelines",
    summary: "list the pipelines that are kept, and what starts them",
    output: ["json"],
    examples: [{ line: "netops deploy pipelines", says: "names for deploy forget" }],
    load: () => import("../commands/deploy_pipelines.ts"),
  },
  {
    name: "save",
    summary: "keep a pipeline, so that its triggers start it",
    args: [{ name: "file", help: "a pipeline file", required: true, completes: "files" }],
    options: STORE_OPTIONS,
    output: ["json"],
    examples: [{ line: "netops deploy save nightly.yaml", says: "again: replaces it" }],
    load: () => import("../commands/deploy_save.ts"),
  },
  {
    name: "forget",
    summary: "forget a kept pipeline: nothing starts it any more",
    args: [{ name: "pipeline", help: "as deploy pipelines names it", required: true }],
    options: STORE_OPTIONS,
    output: ["json"],
    examples: [{ line: "netops deploy forget nightly", says: "what runs of it goes on" }],
    load: () => import("../commands/deploy_forget.ts"),
  },
];
