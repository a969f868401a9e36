import { type FoundOracle, oracle, type OracleName } from "../tools/oracle.ts";
import { cpuTimeUs } from "./gateway_peers.ts";

/** What one run of wrk told. */
export interface Measurement {
  readonly requestsPerS: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** CPU time of the server per request, in µs: tells more than the rate on a busy machine. */
  readonly cpuUs: number;
  readonly errors: number;
}

/** Finds an outside program, or ends with the command that gets it. */
export function needOracle(name: OracleName): FoundOracle {
  const found = oracle(name);
  if ("skip" in found) {
    console.error(found.skip);
    Deno.exit(1);
  }
  return found;
}

/** Loads one address with wrk: one thread, kept connections. */
export async function measureWrk(
  wrk: FoundOracle,
  options: {
    readonly url: string;
    readonly seconds: number;
    /** Whose CPU time is counted, children included. */
    readonly pid: number;
    readonly connections: number;
    /** A Lua script that makes the requests. */
    readonly script?: string;
  },
): Promise<Measurement> {
  const beforeUs = cpuTimeUs(options.pid);
  const [program, ...args] = wrk.command;
  const script = options.script === undefined ? [] : ["-s", options.script];
  const output = await new Deno.Command(program, {
    args: [
      ...args,
      ...[
        "-t1",
        `-c${options.connections}`,
        `-d${options.seconds}s`,
        "--latency",
        ...script,
        options.url,
      ],
    ],
  }).output();
  const text = new TextDecoder().decode(output.stdout);
  const requests = Number(/(\d+) requests in/.exec(text)?.[1] ?? NaN);
  return { ...readWrk(text), cpuUs: (cpuTimeUs(options.pid) - beforeUs) / requests };
}

function readWrk(text: string): Omit<Measurement, "cpuUs"> {
  const latency = (percent: string) => {
    const match = new RegExp(`${percent}%\\s+([\\d.]+)(us|ms|s)`).exec(text);
    const unit = { us: 0.001, ms: 1, s: 1_000 }[match?.[2] ?? "ms"] ?? 1;
    return Number(match?.[1] ?? NaN) * unit;
  };
  const socket = /Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/.exec(text);
  const socketErrors = (socket?.slice(1) ?? []).reduce((sum, count) => sum + Number(count), 0);
  const badStatus = Number(/Non-2xx or 3xx responses: (\d+)/.exec(text)?.[1] ?? 0);
  return {
    requestsPerS: Number(/Requests\/sec:\s+([\d.]+)/.exec(text)?.[1] ?? NaN),
    p50Ms: latency("50"),
    p99Ms: latency("99"),
    errors: socketErrors + badStatus,
  };
}

/** The middle value. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}
