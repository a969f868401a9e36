import type { CommandSpec, OptionSpecs } from "../spec.ts";
import { TRACE } from "./trace_commands.ts";

/** Options of `ps`. */
export const PS_OPTIONS = {
  watch: { kind: "flag", short: "w", help: "show it again whenever it changes" },
  wide: {
    kind: "flag",
    help: "also server group, region, memory, and addresses of admin and metrics",
  },
} as const satisfies OptionSpecs;

/** Options of `logs`. */
export const LOGS_OPTIONS = {
  follow: { kind: "flag", short: "f", help: "stay and print new lines" },
  tail: { kind: "string", short: "n", value: "N|all", help: "the last N lines (default 500)" },
  since: { kind: "duration", value: "TIME", help: "only lines of the last TIME" },
  grep: { kind: "string", value: "REGEX", repeat: true, help: "only lines that match" },
  not: { kind: "string", value: "REGEX", repeat: true, help: "drop lines that match" },
  level: {
    kind: "enum",
    value: "LEVEL",
    choices: ["debug", "info", "warn", "error"],
    help: "only lines of this importance and above",
  },
  trace: { kind: "string", value: "ID", help: "only lines of this trace" },
} as const satisfies OptionSpecs;

/** Options of `events`. */
export const EVENTS_OPTIONS = {
  follow: { kind: "flag", short: "f", help: "stay and print new events" },
  kind: { kind: "string", value: "KIND", repeat: true, help: "only kinds that begin with this" },
  tail: {
    kind: "int",
    short: "n",
    value: "N",
    min: 0,
    max: 10_000,
    default: 100,
    help: "the last N events",
  },
  run: {
    kind: "enum",
    value: "WHICH",
    choices: ["all", "current"],
    default: "all",
    help: "all runs of this home, or the current (else the last) one",
  },
} as const satisfies OptionSpecs;

const PS: CommandSpec = {
  name: "ps",
  group: "Look",
  summary: "list every process of the run",
  options: PS_OPTIONS,
  output: ["json", "jsonl"],
  examples: [
    { line: "netops ps", says: "instances, where they are and how they are" },
    { line: "netops ps --watch", says: "the same, kept fresh" },
    { line: "netops ps --json", says: "one document for scripts" },
  ],
  load: () => import("../commands/ps.ts"),
};

const STATUS: CommandSpec = {
  name: "status",
  group: "Look",
  summary: "say whether the platform is healthy (exit 0, 4, or 3 when nothing runs)",
  output: ["json"],
  examples: [
    { line: "netops status", says: "one line for each application" },
    { line: "netops status -q && deploy", says: "for scripts: only the exit code" },
  ],
  load: () => import("../commands/status.ts"),
};

const LOGS: CommandSpec = {
  name: "logs",
  group: "Look",
  summary: "print what the services wrote, merged by time",
  details: [
    "Asks telemetry while it runs, else reads the log files of the home, so it works after a crash too.",
  ],
  args: [{
    name: "services",
    help: "applications or instance ids (default: all)",
    variadic: true,
    completes: "instances",
  }],
  options: LOGS_OPTIONS,
  output: ["json", "jsonl"],
  examples: [
    { line: "netops logs -f", says: "all services together, as it comes" },
    { line: "netops logs hello --since 5m --level warn", says: "what went wrong lately" },
    { line: "netops logs --grep timeout --not healthz", says: "search, and leave noise out" },
  ],
  load: () => import("../commands/logs.ts"),
};

const EVENTS: CommandSpec = {
  name: "events",
  group: "Look",
  summary: "print the time line: starts, deaths, routes, faults",
  details: [
    "The time line is that of the home: runs that ended are in it too, each below a line of its own. " +
    "--run current leaves them out.",
  ],
  options: EVENTS_OPTIONS,
  output: ["json", "jsonl"],
  examples: [
    { line: "netops events", says: "the last 100 things that happened" },
    { line: "netops events -f --kind instance", says: "only instances, as it comes" },
    { line: "netops events --run current", says: "nothing of earlier runs" },
  ],
  load: () => import("../commands/events.ts"),
};

const SLO: CommandSpec = {
  name: "slo",
  group: "Look",
  summary: "say whether service level objectives are met (exit 0, 5, or 9 without data)",
  details: [
    "A burn rate of 1 uses the error budget exactly within the window; an objective burns when a long and a " +
    "short window both burn too fast. One that is burning or exhausted makes exit code 5; else one " +
    "without data makes 9.",
  ],
  output: ["json"],
  examples: [
    { line: "netops slo", says: "how each objective stands, and what is left of its error budget" },
    { line: "netops slo -q && deploy", says: "for scripts: only the exit code" },
  ],
  load: () => import("../commands/slo.ts"),
};

const OPEN: CommandSpec = {
  name: "open",
  group: "Look",
  summary: "open a page of the platform in the browser, and print its address",
  args: [{ name: "page", help: "ops (default), watch, gateway, or a service", completes: "apps" }],
  output: ["json"],
  examples: [
    { line: "netops open", says: "the operations page" },
    { line: "netops open watch", says: "the page that plays" },
    { line: "netops open hello", says: "the service hello behind the gateway" },
  ],
  load: () => import("../commands/open.ts"),
};

/** Commands that only look. */
export const LOOK_COMMANDS: readonly CommandSpec[] = [PS, STATUS, LOGS, EVENTS, TRACE, SLO, OPEN];
