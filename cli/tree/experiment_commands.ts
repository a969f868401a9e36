import type { CommandSpec, OptionSpecs } from "../spec.ts";

/** Options of `chaos run`; those of the Chaos Toolkit have its names. */
export const RUN_EXPERIMENT_OPTIONS = {
  seed: { kind: "string", value: "SEED", help: "draw the same targets again" },
  var: {
    kind: "string",
    value: "NAME[:TYPE]=VALUE",
    repeat: true,
    help: "set a configuration value; TYPE is str, int, float, bool or json",
  },
  varFile: {
    kind: "string",
    value: "FILE",
    completes: "files",
    repeat: true,
    help: "take configuration and secrets from a file",
  },
  journal: { kind: "string", value: "PATH", help: "write the journal of the Chaos Toolkit there" },
  report: {
    kind: "string",
    value: "KIND=PATH",
    repeat: true,
    help: "write a report: junit, html, md or json",
  },
  dry: {
    kind: "enum",
    value: "WHAT",
    choices: ["probes", "actions", "activities", "pause"],
    help: "leave these out",
  },
  dryRun: { kind: "flag", help: "say what would be done, and do nothing" },
  hypothesisStrategy: {
    kind: "enum",
    value: "WHEN",
    choices: [
      ...["default", "before-method-only", "after-method-only", "during-method-only"] as const,
      ...["continuously", "skip"] as const,
    ],
    help: "when the steady state is checked",
  },
  hypothesisFrequency: {
    kind: "string",
    value: "SECONDS",
    help: "time between checks (default 1)",
  },
  failFast: { kind: "flag", help: "end the method as soon as the steady state is left" },
  rollbackStrategy: {
    kind: "enum",
    value: "WHEN",
    choices: ["default", "always", "never", "deviated"],
    help: "when rollbacks are played",
  },
  compat: {
    kind: "enum",
    value: "TOOL",
    choices: ["chaostoolkit"],
    help: "behave as the Chaos Toolkit does, exit code and journal too",
  },
  noValidation: { kind: "flag", help: "with --compat: do not look whether it is valid first" },
  timeLimit: { kind: "duration", value: "TIME", default: "1h", help: "end it after TIME at most" },
} as const satisfies OptionSpecs;

/** Options of `chaos report`. */
export const REPORT_OPTIONS = {
  vs: { kind: "string", value: "RUN", help: "compare with this older run" },
  md: { kind: "flag", help: "print Markdown, for a pull request" },
  html: { kind: "flag", help: "print one page that needs no network" },
  junit: { kind: "flag", help: "print JUnit's XML, for CI" },
} as const satisfies OptionSpecs;

/** Options of `chaos new`. */
export const NEW_OPTIONS = {
  app: {
    kind: "string",
    value: "APP",
    completes: "apps",
    help: "what is hit (default: your service with most instances)",
  },
  fault: {
    kind: "string",
    value: "KIND",
    completes: "kinds",
    help: "what happens to it (default: latency)",
  },
  for: {
    kind: "duration",
    value: "TIME",
    range: ["100ms", "24h"],
    help: "how long it lasts (default 10s)",
  },
  path: { kind: "string", value: "PATH", help: "what callers ask it for (default /)" },
  force: { kind: "flag", help: "replace a file that is there" },
  dryRun: { kind: "flag", help: "print the file, and write nothing" },
} as const satisfies OptionSpecs;

const FILE_ARG = {
  name: "experiment",
  help: "a file (JSON or YAML), or a name of the gallery",
  required: true,
  completes: "files",
} as const;

/** `chaos run` and what belongs to experiments. */
export const EXPERIMENT_COMMANDS: readonly CommandSpec[] = [
  {
    name: "run",
    summary: "run an experiment, and say whether the steady state held",
    details: [
      "Takes the open format of the Chaos Toolkit, and faults and probes of netops in it. Exit 0 only when " +
      "the steady state held at every check and every undo was seen.",
    ],
    args: [FILE_ARG],
    options: RUN_EXPERIMENT_OPTIONS,
    output: ["json", "jsonl"],
    examples: [
      { line: "netops chaos run experiment.yaml", says: "run one of yours" },
      {
        line: "netops chaos run instance-hangs --var app=shop",
        says: "a ready one on your service",
      },
      { line: "netops chaos run zone-lost --report html=report.html", says: "with a report" },
    ],
    load: () => import("../commands/chaos_run.ts"),
  },
  {
    name: "lint",
    summary: "look an experiment over without running it",
    args: [FILE_ARG],
    output: ["json"],
    examples: [{ line: "netops chaos lint experiment.yaml", says: "every mistake with its place" }],
    load: () => import("../commands/chaos_lint.ts"),
  },
  {
    name: "gallery",
    summary: "list experiments that are ready to run",
    output: ["json"],
    examples: [{ line: "netops chaos gallery", says: "names for chaos run" }],
    load: () => import("../commands/chaos_gallery.ts"),
  },
  {
    name: "history",
    summary: "list the experiments that were run here, newest first",
    output: ["json", "jsonl"],
    examples: [{ line: "netops chaos history", says: "what was run, and what it showed" }],
    load: () => import("../commands/chaos_history.ts"),
  },
  {
    name: "report",
    summary: "show a run that is over: what was planned, and what happened",
    details: ["The newest run without RUN. Nothing needs to run for it."],
    args: [{ name: "run", help: "a run, as chaos history names it" }],
    options: REPORT_OPTIONS,
    output: ["json"],
    examples: [
      { line: "netops chaos report", says: "the newest run on a time line" },
      { line: "netops chaos report x-1f0c2d3e --html > report.html", says: "as a page" },
      {
        line: "netops chaos report --vs x-1f0c2d3e",
        says: "what got better or worse since that run",
      },
    ],
    load: () => import("../commands/chaos_report.ts"),
  },
  {
    name: "new",
    summary: "write an experiment to begin with",
    details: [
      "Asks on a terminal. Without one, or with --no-input, it looks at the platform that runs here and guesses.",
    ],
    args: [{ name: "file", help: "the file to write (experiment.yaml)", completes: "files" }],
    options: NEW_OPTIONS,
    output: ["json"],
    examples: [
      { line: "netops chaos new", says: "answer a few questions" },
      { line: "netops chaos new kill.yaml --app shop --fault process-kill", says: "without any" },
    ],
    load: () => import("../commands/chaos_new.ts"),
  },
];
