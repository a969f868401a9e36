import type { CommandSpec, OptionSpecs } from "../spec.ts";

/** Options of `top`. */
export const TOP_OPTIONS = {
  once: { kind: "flag", help: "show it once instead of keeping it fresh" },
} as const satisfies OptionSpecs;

/** `top`: where the traffic goes, live. */
export const TOP: CommandSpec = {
  name: "top",
  group: "Look",
  summary: "show requests, errors and latency by app and zone, live",
  details: [
    "As callers see it, so that a service without any instrumentation has its row; the gateway as it sees itself.",
  ],
  options: TOP_OPTIONS,
  output: ["json", "jsonl"],
  examples: [
    { line: "netops top", says: "where the traffic goes, kept fresh" },
    { line: "netops top --json", says: "one document for scripts" },
  ],
  load: () => import("../commands/top.ts"),
};
