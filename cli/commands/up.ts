import { NetopsError } from "@netops/core";
import type { BootDocument, FleetBoot, UpDocument } from "@netops/core/contracts";
import type { Daemon } from "@netops/core/host";
import type { CommandContext, LiveRun } from "../command_context.ts";
import type { ConfigFlag, LoadedConfig } from "../config/mod.ts";
import { fleetLogPath, startFleet } from "../fleet_process.ts";
import { cleanCrashedRun, hasLeftovers } from "../home/clean_home.ts";
import { homeForRun } from "../home/find_home.ts";
import { prepareHome } from "../home/prepare_home.ts";
import { readRunState } from "../home/run_state.ts";
import { rememberRun, runsIndexPath } from "../home/runs_index.ts";
import { stopRun } from "../home/stop_run.ts";
import { openInBrowser } from "../open_in_browser.ts";
import type { ParsedCommand } from "../spec.ts";
import type { UP_OPTIONS } from "../tree/run_commands.ts";
import { openBootDisplay } from "../up/boot_display.ts";
import { explainFailure } from "../up/boot_failure.ts";
import { makeBootPlan } from "../up/boot_plan.ts";
import { ensureModules } from "../up/ensure_modules.ts";
import { type BootOutcome, followBoot } from "../up/follow_boot.ts";
import { showPlan } from "../up/show_plan.ts";
import { sayNotes } from "../up/say_notes.ts";
import { stayAndTell } from "../up/stay_and_tell.ts";
import { leaveInBackground, stopBySignal } from "../up/stay.ts";
import { VERSION } from "../version.ts";
import { upSummary } from "../views/up_summary.ts";

type Parsed = ParsedCommand<typeof UP_OPTIONS>;

const NO_FILE_NOTE = "no netops.yaml here or above: starting the streaming platform alone";
const GIVE_UP_AFTER_MS = 10_000;
const STOP_TIMEOUT_MS = 15_000;

/** Starts the platform and the user's services, and stays with them unless detached. */
export async function run(parsed: Parsed, context: CommandContext): Promise<number> {
  const { detach, watch, timeout: timeoutMs, dryRun } = parsed.options;
  if (detach && watch) {
    throw new NetopsError("USAGE", "Cannot watch files from the background", {
      fix: "netops up --watch, without --detach",
    });
  }
  const config = await readConfig(parsed, context);
  const home = homeForRun({ env: context.env, cwd: context.cwd, ...flagOf(context) });
  const request = { config, home, detached: detach, timeoutMs, env: context.env };
  const plan = makeBootPlan(request, context.host);
  if (dryRun) return showPlan(plan, context);
  await makeReady(home, context);
  if (config.file === undefined) context.print.say(NO_FILE_NOTE);
  return await bringUp({ plan, parsed, config }, context);
}

interface UpParts {
  readonly plan: FleetBoot;
  readonly parsed: Parsed;
  readonly config: LoadedConfig;
}

async function bringUp(parts: UpParts, context: CommandContext): Promise<number> {
  const { plan } = parts;
  const { host, print, stop } = context;
  const startMs = host.clock.monotonicMs();
  const sinceMs = host.clock.nowMs();
  const what = `profile ${plan.profile}, seed ${plan.seed}, home ${plan.home}`;
  print.say(`${print.paintTalk("bold", `netops ${VERSION}`)}  ${print.paintTalk("dim", what)}`);
  const daemon = await startFleet(plan, host, context.env);
  print.detail(`fleet is pid ${daemon.pid}, its log ${fleetLogPath(plan.home)}`);
  const display = openBootDisplay(context);
  const outcome = await followBoot({
    host,
    home: plan.home,
    runId: plan.runId,
    daemon,
    signal: stop.signal,
    timeoutMs: plan.bootTimeoutMs + GIVE_UP_AFTER_MS,
    onDocument: (document) => display.show(document),
  }).finally(() => display.close());
  if (outcome.kind === "stopped") {
    const { fleet } = outcome;
    const known = fleet === undefined ? {} : { fleet };
    return await stopBySignal({ home: plan.home, daemon, ...known }, context);
  }
  if (outcome.kind !== "ready") return await fail(outcome, { plan, daemon, context });
  const readyMs = Math.round(host.clock.monotonicMs() - startMs);
  const live = { home: plan.home, run: outcome.run, fleet: outcome.fleet };
  const index = runsIndexPath(context.env);
  if (index !== undefined) rememberRun(index, plan.home, host.processes);
  const document = await describeRun(live, { plan, readyMs, context });
  if (print.machine) print.document(document);
  else announce({ up: document, boot: outcome.document }, parts, context);
  await sayNotes({ fleet: live.fleet, print, sinceMs });
  if (parts.parsed.options.open) {
    const { createOpsLink } = await import("../ops_link.ts");
    await openInBrowser(await createOpsLink(live.run, host), context);
  }
  if (plan.detached) return await leaveInBackground({ ...live, daemon }, context);
  const { manifests } = parts.config;
  const watched = parts.parsed.options.watch ? manifests : [];
  return await stayAndTell({ ...live, daemon }, watched, context);
}

function announce(
  documents: { readonly up: UpDocument; readonly boot: BootDocument },
  { plan, parsed }: UpParts,
  { print }: CommandContext,
): void {
  const { detached } = plan;
  print.line();
  const lines = upSummary(documents.up, documents.boot, { paint: print.paint, detached });
  for (const line of lines) print.line(line);
  if (parsed.options.watch) print.say("watching the files of your services");
}

async function fail(
  outcome: Exclude<BootOutcome, { kind: "ready" | "stopped" }>,
  { plan, daemon, context }: { plan: FleetBoot; daemon: Daemon; context: CommandContext },
): Promise<number> {
  const { host, print, stop } = context;
  const { pid, startMark } = daemon;
  const fleet = outcome.kind === "died" ? undefined : outcome.fleet;
  const { home } = plan;
  await stopRun({
    host,
    home,
    pid,
    startMark,
    fleet,
    timeoutMs: STOP_TIMEOUT_MS,
    force: stop.force,
  });
  const { error, before } = explainFailure(outcome, plan, host);
  print.error(error, before);
  return error.exitCode;
}

async function describeRun(
  live: LiveRun,
  { plan, readyMs, context }: { plan: FleetBoot; readyMs: number; context: CommandContext },
): Promise<UpDocument> {
  const { processes } = context.host;
  const { instances } = await live.fleet.instances();
  const pids = processes.family(instances.map((instance) => instance.pid));
  return {
    schema: "netops.up/v1",
    healthy: true,
    runId: plan.runId,
    profile: plan.profile,
    seed: plan.seed,
    readyMs,
    processes: instances.length,
    pssBytes: processes.pssBytes(pids),
    urls: live.run.urls,
  };
}

async function readConfig(parsed: Parsed, context: CommandContext): Promise<LoadedConfig> {
  const { loadConfig } = await import("../config/mod.ts");
  const { file } = parsed.options;
  return await loadConfig({
    cwd: context.cwd,
    environment: context.env,
    flags: configFlags(parsed),
    width: context.print.talkWidth,
    ...(file === undefined ? {} : { file }),
  });
}

function configFlags({ options }: Parsed): readonly ConfigFlag[] {
  const ports = [
    "ports.gateway",
    "ports.ops",
    "ports.registry",
    "ports.telemetry",
    "ports.toxiproxy",
  ];
  const isolated = options.isolated
    ? ports.map((key) => ({ key, value: 0, source: "--isolated" }))
    : [];
  const profile = options.profile === undefined
    ? []
    : [{ key: "platform", value: options.profile, source: "--profile" }];
  const seed = options.seed === undefined
    ? []
    : [{ key: "seed", value: options.seed, source: "--seed" }];
  return [...isolated, ...profile, ...seed];
}

function flagOf({ globals }: CommandContext): { flag?: string } {
  return globals.home === undefined ? {} : { flag: globals.home };
}

async function makeReady(home: string, context: CommandContext): Promise<void> {
  const { host, print } = context;
  const state = readRunState(home, host.processes);
  if (state.kind === "alive") {
    const { pid, urls, runId } = state.run;
    throw new NetopsError(
      "ALREADY_RUNNING",
      `A platform already runs in ${home} (run ${runId}, pid ${pid}, gateway ${urls.gateway})`,
      {
        fix: "netops down, or start a second one: NETOPS_HOME=DIR netops up --isolated",
        details: { pid, runId, urls },
      },
    );
  }
  if (hasLeftovers(home)) {
    print.say("the last run crashed: cleaning what it left");
    await cleanCrashedRun(home, host);
  }
  prepareHome(home);
  await ensureModules(context);
}
