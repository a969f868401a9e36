import type { OptionSpecs, OptionValues } from "../spec.ts";

/** The options that every command takes. */
export const GLOBAL_OPTIONS = {
  json: { kind: "flag", help: "print exactly one JSON document on stdout" },
  jsonl: { kind: "flag", help: "print a stream of JSON lines on stdout" },
  quiet: { kind: "flag", short: "q", help: "say nothing besides results and errors" },
  verbose: { kind: "flag", short: "v", help: "say more" },
  color: {
    kind: "enum",
    value: "WHEN",
    choices: ["auto", "always", "never"],
    help: "when to use colours (also NO_COLOR, FORCE_COLOR)",
  },
  noColor: { kind: "flag", help: "the same as --color never" },
  noInput: { kind: "flag", help: "never ask anything" },
  plain: { kind: "flag", help: "append lines of words: no colours, symbols or redrawing" },
  cwd: { kind: "string", value: "DIR", completes: "dirs", help: "work as if started in DIR" },
  home: {
    kind: "string",
    value: "DIR",
    completes: "dirs",
    help: "state folder of the run (also NETOPS_HOME)",
  },
} as const satisfies OptionSpecs;

/** The values of the options that every command takes. */
export type GlobalValues = OptionValues<typeof GLOBAL_OPTIONS>;
