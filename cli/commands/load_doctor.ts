import { askK6Version, MOST_VUS, PINNED_K6 } from "@netops/load";
import type { CommandContext } from "../command_context.ts";
import { searchK6 } from "../load/find_engine.ts";
import { formatTable } from "../print/table.ts";
import type { ParsedCommand } from "../spec.ts";

/** One thing that was looked at. */
interface Finding {
  readonly what: string;
  readonly state: "ok" | "warn" | "fail";
  readonly says: string;
}

/** What one VU takes of k6. Source: measured with k6 1.8.1, 100 to 700 VUs. */
const VU_MB = 2.5;
/** Connections of one viewer: the gateway, and OCAs that it asked. */
const VU_FILES = 6;
/** What a program has open besides. */
const OWN_FILES = 100;

/** Says what this machine's loads can be: which engine, how many VUs, addresses of their own. */
export async function run(
  _parsed: ParsedCommand<Record<never, never>>,
  context: CommandContext,
): Promise<number> {
  const { print, globals } = context;
  const findings = [await findK6Here(context), ...machine(context)];
  if (globals.json) print.document({ schema: "netops.load.doctor/v1", findings });
  else {
    const columns = [{ title: "STATE" }, { title: "WHAT" }, { title: "SAYS" }] as const;
    const rows = findings.map(({ state, what, says }) => [state, what, says]);
    for (const line of formatTable(columns, rows, print)) print.line(line);
  }
  return findings.some(({ state }) => state === "fail") ? 1 : 0;
}

async function findK6Here(context: CommandContext): Promise<Finding> {
  const search = searchK6(undefined, context);
  const install = "netops load install";
  if (search.kind === "missing") {
    const says = `not here: the built-in engine plays presets, scripts cannot run; fix: ${install}`;
    return { what: "k6", state: "warn", says };
  }
  if (search.kind === "named-missing") {
    return {
      what: "k6",
      state: "fail",
      says: `${search.by} names ${search.name}, which is not there; fix: unset ${search.by}`,
    };
  }
  try {
    const programs = context.host.createProgramRunner();
    const { version, path } = await askK6Version(search.path, { programs, env: context.env });
    const tested = version === PINNED_K6 ? "" : ` (netops is tested with ${PINNED_K6})`;
    return { what: "k6", state: "ok", says: `${version} at ${path}, by ${search.by}${tested}` };
  } catch (thrown) {
    const says = `${thrown instanceof Error ? thrown.message : thrown}; fix: ${install}`;
    return { what: "k6", state: "fail", says };
  }
}

function machine({ host }: CommandContext): Finding[] {
  const cores = navigator.hardwareConcurrency;
  const freeMb = Math.round(Deno.systemMemoryInfo().available / 1_000_000);
  const vus = Math.min(MOST_VUS, Math.floor(freeMb / 2 / VU_MB));
  const isLinux = host.os === "linux";
  return [
    {
      ...{ what: "cores", state: cores > 1 ? "ok" : "warn" },
      says: `${cores}; generator and platform share them, and the report says who was short`,
    },
    {
      ...{ what: "memory", state: vus < 100 ? "warn" : "ok" },
      says: `${freeMb} MB free, enough for about ${vus} viewers at once`,
    },
    ...openFiles(),
    {
      ...{ what: "addresses", state: isLinux ? "ok" : "warn" },
      says: isLinux
        ? "viewers come from addresses of their networks (127.x)"
        : "only 127.0.0.1 can be bound here: all viewers come from one network",
    },
  ];
}

/** k6 raises its own limit as far as it may. */
function openFiles(): Finding[] {
  const most = mostOpenFiles();
  if (most === undefined) return [];
  const vus = Math.min(MOST_VUS, Math.floor((most - OWN_FILES) / VU_FILES));
  return [{
    ...{ what: "open files", state: vus < 100 ? "warn" : "ok" },
    says: vus < 100
      ? `at most ${most}, enough for about ${vus} viewers at once; fix: ulimit -Hn 65536`
      : `at most ${most}, enough for ${vus} viewers at once`,
  }];
}

/** Undefined where the system does not say it. */
function mostOpenFiles(): number | undefined {
  try {
    const limits = Deno.readTextFileSync("/proc/self/limits");
    const [, most] = /^Max open files\s+\S+\s+(\S+)/m.exec(limits) ?? [];
    return most === "unlimited" ? Infinity : most === undefined ? undefined : Number(most);
  } catch {
    return undefined;
  }
}
