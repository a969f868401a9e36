import { cpuUsage } from "node:process";

/** What this process has used so far. */
export interface ProcessUsage {
  readonly residentBytes: number;
  readonly heapBytes: number;
  readonly cpuS: number;
}

/** Reads what this process has used; needs no permission. */
export function readProcessUsage(): ProcessUsage {
  const { rss, heapUsed } = Deno.memoryUsage();
  const { user, system } = cpuUsage();
  return { residentBytes: rss, heapBytes: heapUsed, cpuS: (user + system) / 1e6 };
}
