/** Processor time of this machine since its start, of all cores together, in ticks. */
export interface MachineTicks {
  readonly busy: number;
  readonly total: number;
}

/** Reads the first line of `/proc/stat`; undefined where the system has none. Source: proc(5). */
export function readMachineTicks(): MachineTicks | undefined {
  try {
    return parseMachineTicks(Deno.readTextFileSync("/proc/stat"));
  } catch {
    return undefined;
  }
}

/** Takes `/proc/stat` apart: user nice system idle iowait irq softirq steal; guests are in user already. */
export function parseMachineTicks(text: string): MachineTicks | undefined {
  const [name, ...fields] = text.slice(0, text.indexOf("\n")).trim().split(/\s+/);
  if (name !== "cpu" || fields.length < 5) return undefined;
  const ticks = fields.slice(0, 8).map(Number);
  const total = ticks.reduce((sum, value) => sum + value, 0);
  const idle = (ticks[3] ?? 0) + (ticks[4] ?? 0);
  return { busy: total - idle, total };
}
