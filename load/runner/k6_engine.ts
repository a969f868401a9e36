import type { OutputLine } from "@netops/core";
import type { ClientRange, LoadOrder } from "../run/load_order.ts";
import { parseK6LogLine } from "../scripts/k6_log_line.ts";
import { type EngineProcessPorts, startEngineProcess } from "./engine_process.ts";
import type { EngineFiles, EngineLine, LoadEngine } from "./engine_port.ts";
import { createWholeLineSpawner } from "./whole_lines.ts";

/** What k6 is started with. */
export interface K6EngineOptions extends EngineProcessPorts {
  readonly os: string;
  readonly env: Readonly<Record<string, string>>;
  /** The folder of the ready scripts, with a trailing slash. */
  readonly scriptsDir: string;
}

/** k6 as an engine: a process that only meets us by its command line, files and lines. */
export function createK6Engine(options: K6EngineOptions): LoadEngine {
  const { os, env, scriptsDir, timer } = options;
  const spawner = createWholeLineSpawner(options.spawner);
  return {
    start: (order, files) => {
      const script = order.script ?? `${scriptsDir}${order.name}.js`;
      return startEngineProcess({
        command: [order.k6Path ?? "k6", ...k6Arguments(order, os), script],
        dir: script.slice(0, script.lastIndexOf("/")),
        env: k6Environment(order, files, env),
        pipeStdin: false,
        read: (line) => readLine(line, order.script !== undefined),
      }, { spawner, timer });
    },
  };
}

/** Addresses of each network: more would only make the command line longer. */
const TURNS = 100;

/** The command line without program and script. Source: grafana/k6 1.8, `k6 run --help`. */
export function k6Arguments(order: LoadOrder, os: string): readonly string[] {
  const { clientRanges, exports, script, vus, durationMs } = order;
  // Elsewhere only 127.0.0.1 is an address of loopback.
  const hasAddresses = os === "linux" && clientRanges.length > 0;
  return [
    ...["run", "--quiet", "--no-color", "--log-format", "json"],
    // Nobody steers it over HTTP, and the port may be taken.
    ...["--address", ""],
    ...(hasAddresses ? ["--local-ips", spreadAddresses(clientRanges).join(",")] : []),
    // Only of a user's script: a preset tells more by its own lines.
    ...(script === undefined ? [] : ["-o", "json"]),
    ...(script === undefined || vus === undefined ? [] : ["--vus", String(vus)]),
    ...(script === undefined || durationMs === undefined ? [] : ["--duration", `${durationMs}ms`]),
    ...exports.flatMap((one) => ["-o", one]),
  ];
}

/** k6 gives address i to VU i: the networks take turns, so that few VUs come from all of them, too. */
function spreadAddresses(ranges: readonly ClientRange[]): readonly string[] {
  return Array.from(
    { length: TURNS },
    (_, turn) => ranges.map(({ from, to }) => addressAt(from, { to, turn })),
  )
    .flat();
}

function addressAt(
  from: string,
  { to, turn }: { readonly to: string; readonly turn: number },
): string {
  const first = valueOf(from);
  const value = first + turn % (valueOf(to) - first + 1);
  return [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join(".");
}

function valueOf(address: string): number {
  return address.split(".").reduce((value, part) => value * 256 + Number(part), 0);
}

function k6Environment(
  { env: own, folder, maxVus, script }: LoadOrder,
  { orderPath, accountsPath }: EngineFiles,
  env: Readonly<Record<string, string>>,
): Record<string, string> {
  return {
    ...env,
    ...own,
    NETOPS_LOAD_ORDER: orderPath,
    NETOPS_LOAD_ACCOUNTS: accountsPath,
    NETOPS_LOAD_SUMMARY: `${folder}/k6-summary.json`,
    ...(script === undefined ? memoryRules(maxVus, env) : {}),
    // Nothing leaves this machine, and nothing is fetched.
    K6_NO_USAGE_REPORT: "true",
    K6_AUTO_EXTENSION_RESOLUTION: "false",
    K6_WEB_DASHBOARD: "false",
  };
}

/** What k6 may take beside what its viewers take. */
const BASE_MIB = 512;
const MIB_PER_VU = 2.5;

/**
 * Trades memory for CPU, of which the platform under load needs each bit: 200 instead of 50 takes 38 % less CPU and
 * 60 % more memory with 100 VUs; towards the limit of base + 2.5 MiB · VUs, Go collects more often by itself.
 * Source: measured with k6 1.8.1, hotpath at 4/s.
 */
function memoryRules(
  maxVus: number,
  env: Readonly<Record<string, string>>,
): Record<string, string> {
  return {
    GOGC: env["GOGC"] ?? "200",
    GOMEMLIMIT: env["GOMEMLIMIT"] ?? `${Math.ceil(BASE_MIB + MIB_PER_VU * maxVus)}MiB`,
  };
}

function readLine({ stream, text }: OutputLine, isScript: boolean): EngineLine | undefined {
  if (text === "") return undefined;
  if (stream === "stderr") return parseK6LogLine(text);
  // Beside the points there is the summary for people, in which no line begins so.
  if (isScript && text.startsWith("{")) return { kind: "point", text };
  return { kind: "talk", text };
}
