import type { Strategy } from "./strategy.ts";

/**
 * The fifteen strategies of the Simian Army by their names, each on a fault kind of ours.
 *
 * Theirs last until somebody replaces the instance; ours end by themselves. docs/monkeys.md says what
 * differs. Source: Netflix SimianArmy, com.netflix.simianarmy.chaos, order of registration.
 */
export const SIMIAN_STRATEGIES: readonly Strategy[] = [
  { ...strategy("ShutdownInstance", "process-terminate"), isOn: true },
  strategy("BlockAllNetworkTraffic", "link-blackhole"),
  { ...strategy("DetachVolumes", "store-lost"), appliesTo: ["oca"] },
  { ...strategy("BurnCpu", "cpu-burn"), parameters: { workers: 4 } },
  strategy("BurnIO", "io-burn"),
  { ...strategy("KillProcesses", "process-restart-loop"), parameters: { everyMs: 1_000 } },
  { ...strategy("NullRoute", "link-timeout"), parameters: { timeoutMs: 5_000 } },
  strategy("FailEc2", "fleet-fail"),
  { ...strategy("FailDns", "names-fail"), appliesTo: "builtin" },
  {
    ...strategy("FailDynamoDb", "kv-fail"),
    appliesTo: ["billing", "cachecontrol", "catalog", "playback", "recommendation", "user"],
  },
  { ...strategy("FailS3", "objects-fail"), appliesTo: ["oca"] },
  { ...strategy("FillDisk", "store-full"), appliesTo: ["oca"] },
  { ...strategy("NetworkCorruption", "link-reset"), parameters: { afterMs: 200, toxicity: 0.05 } },
  { ...strategy("NetworkLatency", "link-latency"), parameters: { delayMs: 1_000, jitterMs: 500 } },
  { ...strategy("NetworkLoss", "link-timeout"), parameters: { timeoutMs: 1_000, toxicity: 0.07 } },
];

function strategy(name: string, faultKind: string): Strategy {
  return { name, isOn: false, faultKind, parameters: {}, appliesTo: "any" };
}
