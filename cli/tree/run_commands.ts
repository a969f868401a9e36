import type { CommandSpec, OptionSpecs } from "../spec.ts";

/** Options of `up`. */
export const UP_OPTIONS = {
  detach: { kind: "flag", short: "d", help: "return when everything is healthy" },
  file: {
    kind: "string",
    short: "f",
    value: "FILE",
    completes: "files",
    help: "read this instead of netops.yaml",
  },
  profile: {
    kind: "enum",
    value: "NAME",
    choices: ["none", "lite", "std", "full"],
    help: "how much of the streaming platform to start",
  },
  isolated: { kind: "flag", help: "take free ports, so that several platforms run side by side" },
  seed: { kind: "string", value: "TEXT", help: "seed of all chance in this run" },
  timeout: { kind: "duration", value: "TIME", help: "fail when not healthy by then" },
  open: { kind: "flag", help: "open the operations page when healthy" },
  watch: { kind: "flag", help: "bake and roll a service when its files change" },
  dryRun: { kind: "flag", help: "say what would start, and start nothing" },
} as const satisfies OptionSpecs;

/** Options of `down`. */
export const DOWN_OPTIONS = {
  force: { kind: "flag", help: "kill at once, and clean up what a crash left" },
  purge: { kind: "flag", help: "also remove databases, logs and artifacts of this home" },
  timeout: {
    kind: "duration",
    value: "TIME",
    default: "30s",
    help: "kill what has not stopped by then",
  },
  dryRun: { kind: "flag", help: "say what would stop and go, and touch nothing" },
} as const satisfies OptionSpecs;

/** Options of `wait`. */
export const WAIT_OPTIONS = {
  for: {
    kind: "enum",
    value: "STATE",
    choices: ["healthy", "up", "down"],
    default: "healthy",
    help: "what to wait for",
  },
  timeout: { kind: "duration", value: "TIME", default: "60s", help: "give up after" },
} as const satisfies OptionSpecs;

const UP: CommandSpec = {
  name: "up",
  group: "Run",
  summary: "start the platform and your services",
  details: [
    "Reads netops.yaml, starts every service as a real process behind the gateway, and waits until " +
    "all are healthy. Without a netops.yaml here or above it starts the streaming platform, profile " +
    "std. In the foreground it runs until Ctrl-C, and nothing stays behind.",
  ],
  options: UP_OPTIONS,
  output: ["json"],
  examples: [
    {
      line: "netops up",
      says: "netops.yaml, or the streaming platform; Ctrl-C ends it",
    },
    { line: "netops up -d --json", says: "start in the background, print one document" },
    { line: "netops up -f shop/netops.yaml --isolated", says: "run a second one on free ports" },
    { line: "netops up --watch", says: "roll a service whenever its files change" },
  ],
  load: () => import("../commands/up.ts"),
};

const DOWN: CommandSpec = {
  name: "down",
  group: "Run",
  summary: "stop everything; data stays",
  details: ["Returns when no process and no port of the run is left. Nothing running is fine."],
  options: DOWN_OPTIONS,
  output: ["json"],
  examples: [
    { line: "netops down", says: "stop gracefully, keep databases and logs" },
    { line: "netops down --force", says: "kill at once, also after a crash" },
    { line: "netops down --purge", says: "stop, name the data of this home, and remove it" },
  ],
  load: () => import("../commands/down.ts"),
};

const WAIT: CommandSpec = {
  name: "wait",
  group: "Run",
  summary: "wait until an application is healthy, up or down",
  args: [{
    name: "app",
    help: "an application, or all (default)",
    completes: "apps",
  }],
  options: WAIT_OPTIONS,
  output: ["json"],
  examples: [
    { line: "netops wait", says: "until every application has all its instances UP" },
    { line: "netops wait hello --for down --timeout 10s", says: "until hello is gone" },
  ],
  load: () => import("../commands/wait.ts"),
};

/** Commands that start, stop and wait. */
export const RUN_COMMANDS: readonly CommandSpec[] = [UP, DOWN, WAIT];
