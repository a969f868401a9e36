import type { CommandSpec, OptionSpecs } from "../spec.ts";

const WEEK = ["0s", "168h"] as const;

const YES = { kind: "flag", short: "y", help: "do not ask first" } as const;

const DRY_RUN = { kind: "flag", help: "say what would be done, and do nothing" } as const;

const DETACH = {
  kind: "flag",
  short: "d",
  help: "return at once; the conductor carries it on",
} as const;

/** Options of `deploy run` that say how a release of one app goes; a pipeline file says it itself. */
export const RELEASE_OPTIONS = {
  from: {
    kind: "string",
    value: "DIR|git:REF",
    completes: "dirs",
    help: "what to ship (default: the folder that netops.yaml names)",
  },
  strategy: {
    kind: "enum",
    value: "HOW",
    choices: ["none", "redblack", "rolling", "highlander", "canary", "monitored"],
    help: "how traffic moves (default redblack; canary with what only that has)",
  },
  steps: {
    kind: "string",
    value: "PERCENTS",
    help: "shares of the requests, one after the other (default 5,25,50)",
  },
  bake: { kind: "duration", value: "TIME", range: WEEK, help: "watch each share (default 60s)" },
  replicas: { kind: "int", value: "N", min: 1, max: 50, help: "instances of the new version" },
  watch: {
    kind: "duration",
    value: "TIME",
    range: WEEK,
    help: "watch after the last move, the old group kept (default 10s)",
  },
  ready: {
    kind: "duration",
    value: "TIME",
    range: WEEK,
    help: "give instances so long to be healthy (default 2m, less where the old ones were quick)",
  },
  drain: {
    kind: "duration",
    value: "TIME",
    range: WEEK,
    help: "give what is under way so long to end (default 60s)",
  },
  stopOld: { kind: "flag", help: "end the old group; going back then takes a start" },
  canaryConfig: {
    kind: "string",
    value: "FILE",
    completes: "files",
    help: "judge by this, in Kayenta's format (default: errors and latency)",
  },
  judge: {
    kind: "enum",
    value: "JUDGE",
    choices: ["netops", "kayenta"],
    help: "whose verdict counts (default netops)",
  },
  check: {
    kind: "string",
    value: "PATH[=STATUS][~REGEX]",
    repeat: true,
    help: "ask both versions for this, too; a wrong answer counts",
  },
  step: {
    kind: "duration",
    value: "TIME",
    range: ["1s", "300s"],
    help: "time between points that are judged (default 1s)",
  },
  warmup: {
    kind: "duration",
    value: "TIME",
    range: WEEK,
    help: "leave this out after each move (default 0s)",
  },
  extend: {
    kind: "int",
    value: "N",
    min: 0,
    max: 10,
    help:
      "lengthen a look that still shows too little so often, beyond what its judge asks for (default 0)",
  },
  prometheus: {
    kind: "string",
    value: "URL",
    help: "take the points from your own Prometheus",
  },
  mostDropped: {
    kind: "int",
    value: "N",
    min: 0,
    max: 1_000_000_000,
    help: "go back when more requests are dropped (default 0)",
  },
} as const satisfies OptionSpecs;

/** Options of `deploy run`. */
export const DEPLOY_RUN_OPTIONS = {
  ...RELEASE_OPTIONS,
  param: {
    kind: "string",
    value: "NAME=VALUE",
    repeat: true,
    help: "a parameter of the pipeline",
  },
  queue: { kind: "flag", help: "wait while another one of the app runs" },
  replace: { kind: "flag", help: "take back another one of the app that runs, and go on" },
  detach: DETACH,
  yes: YES,
  dryRun: DRY_RUN,
} as const satisfies OptionSpecs;

/** Options of `deploy rollback`. */
export const ROLLBACK_OPTIONS = {
  to: {
    kind: "string",
    value: "GROUP",
    help: "the server group to go back to (default: what served before)",
  },
  detach: DETACH,
  yes: YES,
  dryRun: DRY_RUN,
} as const satisfies OptionSpecs;

/** Options of `deploy promote`. */
export const PROMOTE_OPTIONS = {
  full: { kind: "flag", help: "to the end, without another look" },
  dryRun: DRY_RUN,
} as const satisfies OptionSpecs;

/** Options of `deploy pause` and `deploy resume`. */
export const PAUSE_OPTIONS = { dryRun: DRY_RUN } as const satisfies OptionSpecs;

/** Options of `deploy abort`. */
export const ABORT_OPTIONS = {
  reason: { kind: "string", value: "TEXT", help: "why, for the history" },
  detach: DETACH,
  yes: { ...YES, help: "for scripts that say it everywhere: it never asks" },
  dryRun: DRY_RUN,
} as const satisfies OptionSpecs;

/** Options of `deploy approve`. */
export const APPROVE_OPTIONS = {
  stage: { kind: "string", value: "STAGE", help: "which one, where several wait" },
  role: { kind: "string", value: "ROLE", help: "in which role you answer" },
  reject: { kind: "flag", help: "say no" },
  note: { kind: "string", value: "TEXT", help: "what to remember of it" },
  dryRun: DRY_RUN,
} as const satisfies OptionSpecs;

const RUNNING_ARG = {
  name: "deploy",
  help: "an app, or the id of a deploy that runs",
  required: true,
  completes: "apps",
} as const;

/** `deploy run`, and what is asked of a deploy that runs. */
export const DEPLOY_RUN_COMMANDS: readonly CommandSpec[] = [
  {
    name: "run",
    summary: "ship a new version of an app, or run a pipeline, and follow it to its verdict",
    details: [
      "An app: bakes what is in its folder (or --from), starts it beside what serves, and moves the requests. " +
      "redblack (the default) moves all at once, needs no traffic and keeps the old group for an instant way back; " +
      "canary moves a share at a time and judges each against a fresh baseline, so it needs traffic. " +
      "A file or path: a pipeline (YAML or TypeScript).",
      "Exit 0 promoted, 5 rolled back, 6 refused (also: another one runs), 7 aborted by hand, 9 inconclusive, " +
      "1 failed otherwise. Ctrl-C aborts and shows the rollback; a second one leaves that to the conductor.",
      "Asks first on a terminal. A script says --yes.",
    ],
    args: [{
      name: "what",
      help: "an app, or a pipeline file",
      required: true,
      completes: "apps",
    }],
    options: DEPLOY_RUN_OPTIONS,
    output: ["json", "jsonl"],
    examples: [
      { line: "netops deploy run shop", says: "what is in its folder now, all requests at once" },
      {
        line: "netops deploy run shop --from git:main --steps 10,50 --bake 30s",
        says: "a canary, judged at 10 % and at 50 %",
      },
      { line: "netops deploy run release.yaml --param tier=2 --yes --json", says: "a pipeline" },
      { line: "netops deploy run shop --dry-run", says: "what would be done" },
    ],
    load: () => import("../commands/deploy_run.ts"),
  },
  {
    name: "rollback",
    summary: "send all requests of an app back to the version before",
    details: [
      "While a deploy of the app runs it ends that with a rollback. Exit 0 when the requests are back.",
    ],
    args: [{ name: "app", help: "an app", required: true, completes: "apps" }],
    options: ROLLBACK_OPTIONS,
    output: ["json", "jsonl"],
    examples: [
      { line: "netops deploy rollback shop", says: "to what served before" },
      { line: "netops deploy rollback shop --to shop-v003 --yes", says: "to a group by name" },
    ],
    load: () => import("../commands/deploy_rollback.ts"),
  },
  {
    name: "abort",
    summary: "end a deploy that runs, and take back what it did",
    details: ["Shows the rollback until it is over. Exit 0 when it is."],
    args: [RUNNING_ARG],
    options: ABORT_OPTIONS,
    output: ["json", "jsonl"],
    examples: [{ line: "netops deploy abort shop --reason wrong-branch", says: "and say why" }],
    load: () => import("../commands/deploy_abort.ts"),
  },
  {
    name: "promote",
    summary: "go on with the next share of a deploy that runs, without waiting",
    args: [RUNNING_ARG],
    options: PROMOTE_OPTIONS,
    output: ["json"],
    examples: [
      { line: "netops deploy promote shop", says: "the next share now" },
      { line: "netops deploy promote shop --full", says: "all requests, without another look" },
    ],
    load: () => import("../commands/deploy_promote.ts"),
  },
  {
    name: "pause",
    summary: "keep a deploy that runs from starting anything new",
    args: [RUNNING_ARG],
    options: PAUSE_OPTIONS,
    output: ["json"],
    examples: [{ line: "netops deploy pause shop", says: "shares stay as they are" }],
    load: () => import("../commands/deploy_pause.ts"),
  },
  {
    name: "resume",
    summary: "let a paused deploy go on",
    args: [RUNNING_ARG],
    options: PAUSE_OPTIONS,
    output: ["json"],
    examples: [{ line: "netops deploy resume shop", says: "from where it was" }],
    load: () => import("../commands/deploy_resume.ts"),
  },
  {
    name: "approve",
    summary: "answer a stage that waits for somebody",
    args: [RUNNING_ARG],
    options: APPROVE_OPTIONS,
    output: ["json"],
    examples: [
      { line: "netops deploy approve shop", says: "yes" },
      { line: "netops deploy approve shop --reject --note not-on-a-friday", says: "no" },
    ],
    load: () => import("../commands/deploy_approve.ts"),
  },
];
