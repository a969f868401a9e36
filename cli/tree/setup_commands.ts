import type { CommandSpec, OptionSpecs } from "../spec.ts";

/** Options of the commands that read `netops.yaml`. */
export const CONFIG_OPTIONS = {
  file: {
    kind: "string",
    short: "f",
    value: "FILE",
    completes: "files",
    help: "read this instead of netops.yaml",
  },
} as const satisfies OptionSpecs;

/** Options of `config show`. */
export const CONFIG_SHOW_OPTIONS = {
  ...CONFIG_OPTIONS,
  origin: { kind: "flag", help: "also say where each value comes from" },
} as const satisfies OptionSpecs;

/** Options of `init`. */
export const INIT_OPTIONS = {
  force: { kind: "flag", help: "replace a netops.yaml that is there" },
  dryRun: { kind: "flag", help: "print the file, and write nothing" },
} as const satisfies OptionSpecs;

const INIT: CommandSpec = {
  name: "init",
  group: "Set up",
  summary: "write a netops.yaml for the folder you stand in, by looking",
  options: INIT_OPTIONS,
  output: ["json"],
  examples: [
    { line: "netops init", says: "find services and write netops.yaml" },
    { line: "netops init --dry-run", says: "only show what it would write" },
  ],
  load: () => import("../commands/init.ts"),
};

const CONFIG: CommandSpec = {
  name: "config",
  group: "Set up",
  summary: "show and check the configuration",
  examples: [{ line: "netops config validate", says: "check netops.yaml" }],
  children: [
    {
      name: "show",
      summary: "print the configuration as it works",
      options: CONFIG_SHOW_OPTIONS,
      output: ["json"],
      examples: [{ line: "netops config show --origin", says: "each value and where it is set" }],
      load: () => import("../commands/config_show.ts"),
    },
    {
      name: "validate",
      summary: "check netops.yaml, with file:line:column of each mistake",
      args: [{ name: "file", help: "the file (default: netops.yaml)", completes: "files" }],
      options: CONFIG_OPTIONS,
      output: ["json"],
      examples: [{ line: "netops config validate", says: "exit 0 when it is valid, else 2" }],
      load: () => import("../commands/config_validate.ts"),
    },
    {
      name: "schema",
      summary: "print the JSON schema of netops.yaml",
      output: ["json"],
      examples: [{ line: "netops config schema > netops.schema.json", says: "for editors" }],
      load: () => import("../commands/config_schema.ts"),
    },
  ],
};

const DOCTOR: CommandSpec = {
  name: "doctor",
  group: "Set up",
  summary: "say what this machine can do, what is left over, and how to mend it",
  output: ["json"],
  examples: [{ line: "netops doctor", says: "exit 0 when everything needed is there" }],
  load: () => import("../commands/doctor.ts"),
};

/** Commands that prepare. */
export const SETUP_COMMANDS: readonly CommandSpec[] = [INIT, CONFIG, DOCTOR];
