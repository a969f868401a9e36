import type { CommandSpec, OptionSpecs } from "../spec.ts";

const KINDS = ["chaos", "latency", "doctor"] as const;

const KIND = {
  kind: "enum",
  value: "KIND",
  choices: KINDS,
} as const;

const CONFIG = {
  kind: "string",
  value: "FILE",
  completes: "files",
  help: "knobs as YAML or JSON (docs/monkeys.md)",
} as const;

/** Options of `chaos monkey on`. */
export const MONKEY_ON_OPTIONS = {
  kind: { ...KIND, default: "chaos", help: "chaos, latency or doctor" },
  config: CONFIG,
  unleash: { kind: "flag", help: "really do it; without, it only notes what it would do" },
  seed: {
    kind: "string",
    value: "SEED",
    help: "draw the same again; the id of the run by default",
  },
  for: {
    kind: "duration",
    value: "TIME",
    range: ["1s", "24h"],
    default: "8h",
    help: "off by itself after; 24h at most",
  },
} as const satisfies OptionSpecs;

/** Options of `chaos monkey off` and `chaos monkey status`. */
export const MONKEY_KIND_OPTIONS = {
  kind: { ...KIND, help: "only this one; all by default" },
} as const satisfies OptionSpecs;

/** Options of `chaos monkey plan`. */
export const MONKEY_PLAN_OPTIONS = {
  kind: {
    kind: "enum",
    value: "KIND",
    choices: ["chaos", "latency"],
    default: "chaos",
    help: "chaos or latency",
  },
  config: CONFIG,
  seed: { kind: "string", value: "SEED", help: "that of the monkey that is on by default" },
  day: { kind: "string", value: "DATE", help: "such as 2026-12-01; today by default" },
  group: {
    kind: "string",
    value: "GROUP",
    repeat: true,
    help: "plan for GROUP, with or without a platform",
  },
} as const satisfies OptionSpecs;

/** `chaos monkey`: breaks things by a calendar and by chance, or heals. */
export const MONKEY: CommandSpec = {
  name: "monkey",
  summary: "turn monkeys on that break things by chance, and one that heals",
  details: [
    "Chaos Monkey ends instances, Latency Monkey makes them late, Doctor Monkey takes ill ones out of " +
    "service and replaces them. All are on the leash until --unleash, and off after the platform stopped.",
  ],
  examples: [
    { line: "netops chaos monkey plan", says: "what today would bring; does nothing" },
    { line: "netops chaos monkey on --unleash --for 2h", says: "let the Chaos Monkey loose" },
    { line: "netops chaos monkey off", says: "turn every monkey off" },
  ],
  children: [
    {
      name: "on",
      summary: "turn a monkey on, on the leash unless --unleash",
      options: MONKEY_ON_OPTIONS,
      output: ["json"],
      examples: [
        { line: "netops chaos monkey on", says: "notes what it would do, and does nothing" },
        {
          line: "netops chaos monkey on --kind doctor --unleash",
          says: "replace ill instances",
        },
      ],
      load: () => import("../commands/chaos_monkey_on.ts"),
    },
    {
      name: "off",
      summary: "turn monkeys off and end what they do",
      options: MONKEY_KIND_OPTIONS,
      output: ["json"],
      examples: [{ line: "netops chaos monkey off --kind latency", says: "turn one off" }],
      load: () => import("../commands/chaos_monkey_off.ts"),
    },
    {
      name: "status",
      summary: "show monkeys: leash, calendar, what comes next, what was done",
      options: MONKEY_KIND_OPTIONS,
      output: ["json"],
      examples: [{ line: "netops chaos monkey status", says: "who is on, and what comes" }],
      load: () => import("../commands/chaos_monkey_status.ts"),
    },
    {
      name: "plan",
      summary: "show what a day would bring, and do nothing",
      options: MONKEY_PLAN_OPTIONS,
      output: ["json"],
      examples: [
        { line: "netops chaos monkey plan --day 2026-12-01", says: "that day" },
        {
          line: "netops chaos monkey plan --group shop --group cart --seed blue",
          says: "without a platform",
        },
      ],
      load: () => import("../commands/chaos_monkey_plan.ts"),
    },
  ],
};
