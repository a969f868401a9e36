import { type CommandContext, homeOf } from "../command_context.ts";
import type { Check } from "../doctor/check.ts";
import { homeChecks } from "../doctor/home_checks.ts";
import { machineChecks } from "../doctor/machine_checks.ts";
import { portChecks } from "../doctor/port_checks.ts";
import { programChecks } from "../doctor/program_checks.ts";
import { readRunState } from "../home/run_state.ts";
import type { StyleName } from "../print/color.ts";
import type { ParsedCommand } from "../spec.ts";

const STYLES: Readonly<Record<Check["level"], StyleName>> = {
  ok: "green",
  warn: "yellow",
  fail: "red",
};

/** Says what this machine can do and what is left over: exit 0, or 1 when something must be mended. */
export async function run(
  _parsed: ParsedCommand<Record<never, never>>,
  context: CommandContext,
): Promise<number> {
  const { host, env, globals, print } = context;
  const home = homeOf(context);
  const checks = [
    ...machineChecks(host),
    ...await programChecks(host.spawner, env),
    ...portChecks(host.canListen, host.processes, ownPids(home, context)),
    ...homeChecks(home, host),
  ];
  const ok = checks.every((check) => check.level !== "fail");
  if (globals.json) print.document({ schema: "netops.machine/v1", ok, checks });
  else show(checks, context);
  return ok ? 0 : 1;
}

function ownPids(home: string | undefined, { host }: CommandContext): readonly number[] {
  if (home === undefined) return [];
  const state = readRunState(home, host.processes);
  return state.kind === "alive" ? host.processes.family([state.run.pid]) : [];
}

function show(checks: readonly Check[], { print }: CommandContext): void {
  const width = Math.max(...checks.map((check) => check.name.length));
  for (const { level, name, detail } of checks) {
    print.line(`${print.paint(STYLES[level], level.padEnd(4))}  ${name.padEnd(width)}  ${detail}`);
  }
  const fixes = checks.filter((check) => check.fix !== undefined);
  if (fixes.length > 0) print.line();
  for (const { name, fix } of fixes) print.line(`fix ${name}: ${fix}`);
}
