import { tortureConductor, type TortureReport, type TortureRound } from "@netops/pipelines";
import { type CommandContext, httpOf, requireRun } from "../command_context.ts";
import { ConductorApi } from "../deploy/conductor_api.ts";
import { LiveTortureWorld } from "../deploy/live_torture_world.ts";
import { tortureCase, type TortureCaseName } from "../deploy/torture_cases.ts";
import { TortureLoad } from "../deploy/torture_load.ts";
import { TORTURE_APP, tortureFiles } from "../deploy/torture_service.ts";
import { Printer } from "../print/printer.ts";
import type { ParsedCommand } from "../spec.ts";
import type { TORTURE_OPTIONS } from "../tree/deploy_torture_command.ts";
import { tortureLine, tortureSummary } from "../views/torture_lines.ts";
import { run as down } from "./down.ts";
import { run as up } from "./up.ts";

type Parsed = ParsedCommand<typeof TORTURE_OPTIONS>;

const REQUESTS_PER_SECOND = 100;
const STOP_TIMEOUT_MS = 15_000;

/**
 * Boots a platform of its own in a new folder, kills its conductor after every event of a release, and removes all of
 * it: 0 when each end was the same and nothing was lost, 5 when not.
 */
export async function run(parsed: Parsed, context: CommandContext): Promise<number> {
  const dir = Deno.makeTempDirSync({ prefix: "netops-torture-" });
  const own = contextOf(dir, context);
  try {
    writeFiles(dir);
    const bootCode = await up({ args: {}, rest: [], options: UP }, own);
    if (bootCode !== 0) return context.stop.settle(bootCode);
    const reports = await tortureAll(dir, parsed, { context, own });
    return context.stop.settle(tell(reports, context));
  } finally {
    await down({
      ...{ args: {}, rest: [] },
      options: { force: true, purge: false, dryRun: false, timeout: STOP_TIMEOUT_MS },
    }, own).catch((thrown) => context.print.say(`! ${String(thrown)}`));
    Deno.removeSync(dir, { recursive: true });
  }
}

const UP = {
  ...{ detach: true, watch: false, open: false, dryRun: false, isolated: true, timeout: 60_000 },
  ...{ file: undefined, profile: undefined, seed: undefined },
} as const;

/** The same command line in another folder; only what goes wrong there is told. */
function contextOf(dir: string, context: CommandContext): CommandContext {
  const { print: { options, streams }, env, globals } = context;
  const nobody = { write: () => true, isTerminal: false, size: () => ({ columns: 80, rows: 24 }) };
  return {
    ...{ ...context, cwd: dir, env: { ...env, NETOPS_HOME: `${dir}/.netops` } },
    print: new Printer({ ...options, json: false, jsonl: false, quiet: true, plain: true }, {
      ...{ ...streams, out: nobody },
    }),
    globals: { ...globals, home: undefined },
  };
}

function writeFiles(dir: string): void {
  for (const [path, text] of Object.entries(tortureFiles())) {
    Deno.mkdirSync(`${dir}/${path}`.replace(/\/[^/]*$/, ""), { recursive: true });
    Deno.writeTextFileSync(`${dir}/${path}`, text);
  }
}

async function tortureAll(
  dir: string,
  { options }: Parsed,
  { context, own }: { readonly context: CommandContext; readonly own: CommandContext },
): Promise<readonly TortureReport[]> {
  const { host, print, stop } = context;
  const live = requireRun(own);
  const load = new TortureLoad({
    ...{ url: `${live.run.urls.gateway}/${TORTURE_APP}/`, perSecond: REQUESTS_PER_SECOND },
    ...{ http: host.createHttpClient(), clock: host.clock, timer: host.timer },
  });
  const conductor = new ConductorApi(live, httpOf(own));
  const world = new LiveTortureWorld({
    ...{ live, conductor, load, timer: host.timer, processes: host.processes },
  });
  const names: readonly TortureCaseName[] = options.case === undefined
    ? ["canary", "rolling"]
    : [options.case];
  const reports: TortureReport[] = [];
  try {
    for (const name of names) {
      print.say(`${name}:`);
      reports.push(
        await tortureConductor(tortureCase(name, dir), world, {
          ...{ every: options.every, runKey: host.randomHex(4), signal: stop.signal },
          nowMs: () => host.clock.monotonicMs(),
          onRound: (round: TortureRound) => print.say(tortureLine(round, print.paintTalk)),
        }),
      );
    }
  } finally {
    await load.end();
  }
  return reports;
}

function tell(reports: readonly TortureReport[], { print, globals }: CommandContext): number {
  const passed = reports.every((report) => report.passed);
  if (globals.json) {
    print.document({ schema: "netops.deploy.torture/v1", passed, cases: reports });
  } else for (const report of reports) print.line(tortureSummary(report, print.paint));
  return passed ? 0 : 5;
}
