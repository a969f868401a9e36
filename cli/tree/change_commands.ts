import type { CommandSpec, OptionSpecs } from "../spec.ts";

/** Options of the commands that change one application. */
export const CHANGE_OPTIONS = {
  dryRun: { kind: "flag", help: "say what would change, and change nothing" },
} as const satisfies OptionSpecs;

const APP_ARG = { name: "app", help: "an application", required: true, completes: "apps" } as const;

const START: CommandSpec = {
  name: "start",
  group: "Change",
  summary: "start an application that was stopped",
  args: [APP_ARG],
  options: CHANGE_OPTIONS,
  output: ["json"],
  examples: [{ line: "netops start hello", says: "back to its desired size" }],
  load: () => import("../commands/start.ts"),
};

const STOP: CommandSpec = {
  name: "stop",
  group: "Change",
  summary: "stop an application and keep it stopped",
  args: [APP_ARG],
  options: CHANGE_OPTIONS,
  output: ["json"],
  examples: [{ line: "netops stop hello", says: "drain and stop all its instances" }],
  load: () => import("../commands/stop.ts"),
};

const RESTART: CommandSpec = {
  name: "restart",
  group: "Change",
  summary: "replace the instances of an application, or one instance",
  args: [{
    name: "target",
    help: "an application or an instance id",
    required: true,
    completes: "instances",
  }],
  options: CHANGE_OPTIONS,
  output: ["json"],
  examples: [{ line: "netops restart hello", says: "one instance after the other" }],
  load: () => import("../commands/restart.ts"),
};

const SCALE: CommandSpec = {
  name: "scale",
  group: "Change",
  summary: "set how many instances an application has, or show it",
  args: [APP_ARG, { name: "replicas", help: "how many, over all zones" }],
  options: CHANGE_OPTIONS,
  output: ["json"],
  examples: [
    { line: "netops scale hello 3", says: "three instances" },
    { line: "netops scale hello", says: "how many there are and should be" },
  ],
  load: () => import("../commands/scale.ts"),
};

const REGISTRY_ITEMS: readonly CommandSpec[] = [
  {
    name: "list",
    summary: "list what is registered",
    output: ["json"],
    examples: [{ line: "netops registry list", says: "applications, instances, lease ages" }],
    load: () => import("../commands/registry_list.ts"),
  },
  {
    name: "show",
    summary: "show the registration of an application or instance as the registry holds it",
    args: [{
      name: "target",
      help: "an application or instance id",
      required: true,
      completes: "instances",
    }],
    output: ["json"],
    examples: [{ line: "netops registry show hello", says: "all fields of hello's instances" }],
    load: () => import("../commands/registry_show.ts"),
  },
  {
    name: "override",
    summary: "override the status of an instance, or lift the override",
    args: [
      { name: "instance", help: "an instance id", required: true, completes: "instances" },
      {
        name: "status",
        help: "what callers see, or none to lift it",
        required: true,
        choices: ["UP", "DOWN", "OUT_OF_SERVICE", "STARTING", "UNKNOWN", "none"],
      },
    ],
    options: CHANGE_OPTIONS,
    output: ["json"],
    examples: [
      { line: "netops registry override hello-1 OUT_OF_SERVICE", says: "take it out of traffic" },
      { line: "netops registry override hello-1 none", says: "put it back" },
    ],
    load: () => import("../commands/registry_override.ts"),
  },
  {
    name: "explain",
    summary: "say how self-preservation judges now, and what will happen",
    output: ["json"],
    examples: [{ line: "netops registry explain", says: "expected renewals, threshold, verdict" }],
    load: () => import("../commands/registry_explain.ts"),
  },
];

const REGISTRY: CommandSpec = {
  name: "registry",
  group: "Change",
  summary: "look into the registry and override it",
  examples: [{ line: "netops registry list", says: "what is registered" }],
  children: REGISTRY_ITEMS,
};

/** Commands that change a running platform. */
export const CHANGE_COMMANDS: readonly CommandSpec[] = [START, STOP, RESTART, SCALE, REGISTRY];
