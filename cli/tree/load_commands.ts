import type { CommandSpec, OptionSpecs } from "../spec.ts";

const DAY = ["1s", "24h"] as const;

/** Options of `load run`. */
export const LOAD_RUN_OPTIONS = {
  rate: {
    kind: "string",
    value: "N",
    help: "starts per second, whatever became of those before (default: the preset's)",
  },
  vus: {
    kind: "int",
    value: "N",
    min: 1,
    max: 1_000,
    help: "N viewers, each starting anew when done; not with --rate",
  },
  for: {
    kind: "duration",
    value: "TIME",
    // A job of the platform lives a day at the most, and signing up and judging take their time.
    range: ["1s", "23h"],
    help: "how long sessions start (default: the preset's)",
  },
  ramp: {
    kind: "duration",
    value: "TIME",
    range: DAY,
    help: "rise from 0 to the rate within TIME",
  },
  watch: {
    kind: "duration",
    value: "TIME",
    range: DAY,
    help: "viewers watch so long, or to the end (default: 8 to 16 s)",
  },
  maxVus: {
    kind: "int",
    value: "N",
    min: 1,
    max: 1_000,
    help: "at most N sessions at once (default: what the rate needs)",
  },
  with: {
    kind: "string",
    value: "chaos:NAME|deploy:APP",
    repeat: true,
    help: "also run this experiment or deploy, on the same time axis",
  },
  withAfter: {
    kind: "duration",
    value: "TIME",
    range: ["0s", "24h"],
    help: "when that begins (default: after a quarter of the time)",
  },
  thresholds: {
    kind: "string",
    value: "METRIC:LIMIT",
    repeat: true,
    help: "such as 'startup_ms:p(95)<800', quoted; takes the place of the default on that metric",
  },
  seed: {
    kind: "int",
    value: "N",
    min: 0,
    max: 4_294_967_295,
    help: "draw the same sessions again",
  },
  engine: {
    kind: "enum",
    value: "ENGINE",
    choices: ["k6", "builtin"],
    help: "what plays (default: k6, and the built-in engine where there is none)",
  },
  k6: { kind: "string", value: "PATH", completes: "files", help: "use this k6" },
  env: { kind: "string", value: "NAME=VALUE", repeat: true, help: "set for a script of yours" },
  export: {
    kind: "string",
    value: "KIND=WHERE",
    repeat: true,
    help: "k6 also writes: json=FILE, csv=FILE, otlp=URL or prometheus=URL",
  },
  report: {
    kind: "string",
    value: "KIND=PATH",
    repeat: true,
    help: "write a report: html, md, junit or json",
  },
  detach: { kind: "flag", short: "d", help: "return at once; the platform carries it on" },
  dryRun: { kind: "flag", help: "say what would be done, and do nothing" },
} as const satisfies OptionSpecs;

/** Options of `load report`. */
export const LOAD_REPORT_OPTIONS = {
  html: { kind: "flag", help: "print one page that needs no network" },
  md: { kind: "flag", help: "print Markdown, for a pull request" },
  junit: { kind: "flag", help: "print JUnit's XML, for CI" },
} as const satisfies OptionSpecs;

/** Options of `load compare`. */
export const LOAD_COMPARE_OPTIONS = {
  alpha: {
    kind: "string",
    value: "SHARE",
    help: "how often an interval may miss the truth (default 0.01)",
  },
} as const satisfies OptionSpecs;

/** Options of `load install`. */
export const LOAD_INSTALL_OPTIONS = {
  dryRun: { kind: "flag", help: "say what would be done, and do nothing" },
} as const satisfies OptionSpecs;

/** Options of `load init`. */
export const LOAD_INIT_OPTIONS = {
  path: { kind: "string", value: "PATH", help: "what the gateway is asked for (default /APP/)" },
  force: { kind: "flag", help: "write over a file that is there" },
} as const satisfies OptionSpecs;

const RUN_ARG = { name: "id", help: "a load, such as load-3 (default: the last)" } as const;

/** `load`: honest load on real sessions. */
export const LOAD: CommandSpec = {
  name: "load",
  group: "Load",
  summary: "put load on the platform, and judge by what viewers feel",
  details: [
    "Sessions start at a constant rate, whatever became of those before, so that a slow platform cannot take " +
    "the load away from itself. k6 plays them where there is one; the built-in engine plays the same sessions where " +
    "there is none. A load that was not delivered, or whose generator was the bottleneck, is inconclusive.",
  ],
  examples: [
    { line: "netops load run", says: "viewers at 10 starts a second for a minute, then a verdict" },
    {
      line: "netops load run hotpath --rate 20 --for 1m --with chaos:oca-hang",
      says: "with a hung OCA",
    },
    { line: "netops load report", says: "the last one again; --html for a page" },
  ],
  children: [
    {
      name: "run",
      summary: "run a preset, or a k6 script of yours, and judge it",
      details: [
        "Exit 0 when every threshold was kept, 5 when one was crossed or the script throws, 9 when nobody can know; 5 or 8 " +
        "when what --with ran came to that.",
        "--ramp, --watch and --max-vus are of presets; a script says itself what its users do.",
      ],
      args: [{
        name: "what",
        help: "a preset (netops load presets) or a k6 script (default: hotpath)",
        completes: "files",
      }],
      options: LOAD_RUN_OPTIONS,
      output: ["json", "jsonl"],
      examples: [
        { line: "netops load run hotpath --rate 5 --for 20s", says: "five starts a second" },
        { line: "netops load run load/shop.ts --env TARGET=/shop/", says: "a script of yours" },
        { line: "netops load run --vus 50 --for 30s", says: "fifty viewers, the closed model" },
        { line: "netops load run --thresholds 'startup_ms:p(95)<500'", says: "a stricter limit" },
        { line: "netops load run --rate 12 --watch 45s", says: "five hundred who watch at once" },
      ],
      load: () => import("../commands/load_run.ts"),
    },
    {
      name: "status",
      summary: "say which loads run, and how they go",
      output: ["json"],
      examples: [{ line: "netops load status", says: "rate, startup, stalls, time left" }],
      load: () => import("../commands/load_status.ts"),
    },
    {
      name: "stop",
      summary: "stop a load early; it is judged inconclusive, and reported",
      args: [{ name: "id", help: "a load (default: all that run)" }],
      output: ["json"],
      examples: [{ line: "netops load stop", says: "all that run" }],
      load: () => import("../commands/load_stop.ts"),
    },
    {
      name: "report",
      summary: "print the report of a load",
      args: [RUN_ARG],
      options: LOAD_REPORT_OPTIONS,
      output: ["json"],
      examples: [
        { line: "netops load report", says: "the last one" },
        { line: "netops load report load-3 --md", says: "Markdown, for a pull request" },
      ],
      load: () => import("../commands/load_report.ts"),
    },
    {
      name: "list",
      summary: "list the loads that were run here",
      output: ["json"],
      examples: [{ line: "netops load list", says: "verdict, rate, startup of each" }],
      load: () => import("../commands/load_list.ts"),
    },
    {
      name: "compare",
      summary: "say whether a load went better or worse than an earlier one",
      details: [
        "Of two loads of the same shape. Exit 0 when nothing is worse, 5 when something is, 9 when nobody can know.",
      ],
      args: [
        { name: "before", help: "the earlier load, such as load-3", required: true },
        { name: "after", help: "the later one (default: the last)" },
      ],
      options: LOAD_COMPARE_OPTIONS,
      output: ["json"],
      examples: [{ line: "netops load compare load-3 load-4", says: "number by number" }],
      load: () => import("../commands/load_compare.ts"),
    },
    {
      name: "presets",
      summary: "list the ready scenarios",
      output: ["json"],
      examples: [{ line: "netops load presets", says: "rate, time and thresholds of each" }],
      load: () => import("../commands/load_presets.ts"),
    },
    {
      name: "init",
      summary: "write a k6 script for a service of yours",
      args: [
        { name: "app", help: "a service", required: true, completes: "apps" },
        { name: "file", help: "where to write it (default: load/APP.ts)", completes: "files" },
      ],
      options: LOAD_INIT_OPTIONS,
      output: ["json"],
      examples: [{ line: "netops load init shop", says: "writes load/shop.ts" }],
      load: () => import("../commands/load_init.ts"),
    },
    {
      name: "install",
      summary: "get the k6 that netops is tested with",
      details: [
        "Built from its Go module, about a minute, and kept for all your projects. netops never ships k6: it is " +
        "AGPL, and runs as a program of its own.",
      ],
      options: LOAD_INSTALL_OPTIONS,
      output: ["json"],
      examples: [{ line: "netops load install", says: "takes a minute, once" }],
      load: () => import("../commands/load_install.ts"),
    },
    {
      name: "doctor",
      summary: "say what this machine's loads can be",
      output: ["json"],
      examples: [{ line: "netops load doctor", says: "k6, cores, addresses, open files" }],
      load: () => import("../commands/load_doctor.ts"),
    },
  ],
};
