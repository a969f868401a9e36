import type { CommandSpec, OptionSpecs } from "../spec.ts";

/** Options of `trace find`. */
export const TRACE_FIND_OPTIONS = {
  slow: { kind: "duration", value: "TIME", help: "only those that took at least TIME" },
  failed: { kind: "flag", help: "only those with a span that failed" },
  fault: { kind: "string", value: "ID", help: "only those that this fault touched" },
  service: {
    kind: "string",
    value: "SERVICE",
    completes: "apps",
    help: "only those that passed this service",
  },
  since: { kind: "duration", value: "TIME", help: "only those of the last TIME" },
  limit: { kind: "int", value: "N", min: 1, max: 1_000, default: 20, help: "the newest N" },
} as const satisfies OptionSpecs;

/** `trace`: shows one, and finds them. */
export const TRACE: CommandSpec = {
  name: "trace",
  group: "Look",
  summary: "show where a request went, for how long, and what failed",
  details: [
    "One line for each span: service, name, a bar where it lies in time, how long, how it ended.",
  ],
  args: [{ name: "id", help: "id of a trace, as in a log line or from find", required: true }],
  output: ["json"],
  examples: [
    { line: "netops trace 0af7651916cd43dd8448eb211c80319c", says: "one trace as a waterfall" },
    { line: "netops trace find --failed --since 5m", says: "what failed lately" },
  ],
  load: () => import("../commands/trace_show.ts"),
  children: [{
    name: "find",
    summary: "find traces that were slow, failed, met a fault, or passed a service",
    details: [
      "Kept for the whole retention are traces with an error, slow ones, and those that met a fault or a breaker; of the others one in ten, after ten minutes.",
    ],
    options: TRACE_FIND_OPTIONS,
    output: ["json", "jsonl"],
    examples: [
      { line: "netops trace find --slow 200ms", says: "what took long" },
      {
        line: "netops trace find --service hello --failed --limit 5",
        says: "the last failures of one",
      },
    ],
    load: () => import("../commands/trace_find.ts"),
  }],
};
