import type { CommandSpec, OptionSpecs } from "../spec.ts";
import { MONKEY } from "./monkey_commands.ts";
import { EXPERIMENT_COMMANDS } from "./experiment_commands.ts";

/** Options of `chaos inject`. */
export const INJECT_OPTIONS = {
  target: {
    kind: "string",
    short: "t",
    value: "TARGET",
    completes: "apps",
    help: "an app, server group, instance, zone:NAME, region:NAME or link:APP",
  },
  for: {
    kind: "duration",
    value: "TIME",
    range: ["100ms", "24h"],
    default: "30s",
    help: "how long it lasts, 100ms to 24h",
  },
  count: { kind: "int", value: "N", min: 1, max: 10_000, help: "N instances, or nothing at all" },
  percent: {
    kind: "int",
    value: "P",
    min: 1,
    max: 100,
    help: "P % of the instances, or nothing at all",
  },
  set: {
    kind: "string",
    value: "NAME=VALUE",
    repeat: true,
    help: "a parameter, as chaos show KIND lists them",
  },
  seed: { kind: "string", value: "SEED", help: "draw the same targets again" },
  ignoreSlo: { kind: "flag", help: "go on although an objective burns" },
  dryRun: { kind: "flag", help: "say who would be hit and who not and why, and do nothing" },
} as const satisfies OptionSpecs;

/** Options of `chaos list`. */
export const LIST_OPTIONS = {
  probes: { kind: "flag", help: "list the probes of netops instead" },
} as const satisfies OptionSpecs;

/** Options of `chaos stop`. */
export const STOP_OPTIONS = {
  all: {
    kind: "flag",
    help: "all faults and experiments; no new fault is taken until chaos resume",
  },
} as const satisfies OptionSpecs;

const KIND_ARG = { name: "kind", help: "a kind of fault, as chaos list names them" } as const;

/** `chaos`: faults that end by themselves. */
export const CHAOS: CommandSpec = {
  name: "chaos",
  group: "Break",
  summary: "break things for a limited time, whatever dies meanwhile",
  details: [
    "Each fault is noted before it is done, ends by its own clock at the side that does it, and is looked " +
    "at until it is undone.",
  ],
  examples: [
    { line: "netops chaos list", says: "what can be broken" },
    {
      line: "netops chaos inject latency --target hello --for 10s",
      says: "one instance answers late",
    },
    { line: "netops chaos stop --all", says: "end everything, and take nothing more" },
  ],
  children: [
    {
      name: "list",
      summary: "list every kind of fault, or what experiments can observe",
      options: LIST_OPTIONS,
      output: ["json", "jsonl"],
      examples: [
        { line: "netops chaos list", says: "kinds, and what each does" },
        { line: "netops chaos list --probes", says: "probes of netops for experiments" },
      ],
      load: () => import("../commands/chaos_list.ts"),
    },
    {
      name: "show",
      summary: "show one kind of fault: parameters, targets, undo",
      args: [{ ...KIND_ARG, required: true }],
      output: ["json"],
      examples: [{ line: "netops chaos show latency", says: "what --set takes" }],
      load: () => import("../commands/chaos_show.ts"),
    },
    {
      name: "inject",
      summary: "inject a fault into instances for a limited time",
      details: [
        "Without --count or --percent one instance is hit. The last healthy instance of a server group " +
        "and half of it are spared; a refusal is exit 6 and nothing happens.",
      ],
      args: [{ ...KIND_ARG, required: true }],
      options: INJECT_OPTIONS,
      output: ["json"],
      examples: [
        { line: "netops chaos inject process-pause --target hello --for 5s", says: "one hangs" },
        {
          line: "netops chaos inject zone-loss --target zone:eu-a --dry-run",
          says: "who would be hit",
        },
      ],
      load: () => import("../commands/chaos_inject.ts"),
    },
    ...EXPERIMENT_COMMANDS,
    {
      name: "status",
      summary: "show faults that are at work, monkeys that are on, and the lever",
      output: ["json"],
      examples: [{ line: "netops chaos status", says: "what is broken right now" }],
      load: () => import("../commands/chaos_status.ts"),
    },
    {
      name: "stop",
      summary: "end faults and experiments at once, with --all monkeys too",
      details: [
        "An experiment ends as with Ctrl-C: its rollbacks are played, its faults undone, and its verdict is " +
        "interrupted.",
      ],
      args: [{ name: "ids", help: "ids of faults and of runs", variadic: true }],
      options: STOP_OPTIONS,
      output: ["json"],
      examples: [
        { line: "netops chaos stop f-1a2b3c4d", says: "end one" },
        { line: "netops chaos stop x-1a2b3c4d", says: "end a run of an experiment" },
        { line: "netops chaos stop --all", says: "end all, and refuse new ones" },
      ],
      load: () => import("../commands/chaos_stop.ts"),
    },
    {
      name: "resume",
      summary: "take faults again after stop --all",
      output: ["json"],
      examples: [{ line: "netops chaos resume", says: "arm the lever" }],
      load: () => import("../commands/chaos_resume.ts"),
    },
    {
      name: "panic",
      summary: "undo everything from outside, although nothing answers any more",
      details: [
        "Needs neither fleet nor guardian nor registry: it reads the journals of this home, lets every " +
        "stopped process go on, ends what faults started, and looks whether something is left.",
      ],
      output: ["json"],
      examples: [{ line: "netops chaos panic", says: "when stop --all does not answer" }],
      load: () => import("../commands/chaos_panic.ts"),
    },
    {
      name: "doctor",
      summary: "look for anything that a fault left behind; exit 8 when there is",
      output: ["json"],
      examples: [{ line: "netops chaos doctor", says: "an empty list is good" }],
      load: () => import("../commands/chaos_doctor.ts"),
    },
    MONKEY,
  ],
};
