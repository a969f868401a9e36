import type { Strategy } from "./strategy.ts";

/** What the Latency Monkey does in the answering side of an instance; very late is as good as down. */
export const LATENCY_STRATEGIES: readonly Strategy[] = [
  {
    name: "Delay",
    isOn: true,
    faultKind: "latency",
    parameters: { delayMs: 1_000, jitterMs: 500 },
    appliesTo: "any",
  },
  {
    name: "Abort",
    isOn: true,
    faultKind: "abort",
    parameters: { status: 503, ratio: 0.5 },
    appliesTo: "any",
  },
];
