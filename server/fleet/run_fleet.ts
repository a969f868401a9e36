import { type HttpListener, NetopsError, toNetopsError } from "@netops/core";
import type { FleetBoot } from "@netops/core/contracts";
import type { Host } from "@netops/core/host";
import { createJsonLogger } from "@netops/core/host";
import { wrapInOnion } from "@netops/core/service";
import { createFleetApp } from "./app.ts";
import { Fleet } from "./fleet.ts";
import { platformUrls } from "./fleet_views.ts";
import { homePaths, type OpenHome, openHome, removeIfThere, writeRunFile } from "./home.ts";
import { takePlatformPorts } from "./platform_ports.ts";

const API_CLOSE_MS = 300;

/**
 * Runs fleet from its boot line to its end; answers the exit code.
 *
 * Whatever goes wrong before the API is there is told in one JSON line on stdout and in
 * `last_boot.json`, so that whoever started it can say why.
 */
export async function runFleet(host: Host): Promise<number> {
  const lines = host.stdinLines()[Symbol.asyncIterator]();
  const first = await lines.next();
  if (first.done) return 2;
  const boot = JSON.parse(first.value) as FleetBoot;
  let home: OpenHome | undefined;
  try {
    home = openHome(boot.home);
    // Not awaited: it resolves when the owner closes the pipe.
    const ownerGone = lines.next().then(() => undefined);
    return await runInHome(host, boot, { home, ownerGone });
  } catch (thrown) {
    return reportFatal(host, boot, toNetopsError(thrown));
  } finally {
    home?.close();
  }
}

interface RunOptions {
  readonly home: OpenHome;
  readonly ownerGone: Promise<void>;
}

async function runInHome(host: Host, boot: FleetBoot, options: RunOptions): Promise<number> {
  const { paths } = options.home;
  const held = takePlatformPorts(boot.ports, host);
  try {
    const { apiPort } = held;
    const startedAtMs = host.clock.nowMs();
    const fleet = new Fleet({ host, boot, paths, ports: held.ports, apiPort, startedAtMs });
    const api = await openApi(host, fleet, { port: apiPort });
    writeRunFile(paths.run, {
      schema: "netops.run/v1",
      runId: boot.runId,
      pid: host.processes.ownPid,
      startMark: host.processes.startMark(host.processes.ownPid) ?? "",
      startedAtMs,
      fleetUrl: `http://127.0.0.1:${apiPort}`,
      token: boot.token,
      profile: boot.profile,
      projectDir: boot.projectDir,
      urls: platformUrls(held.ports, boot),
    });
    return await serveUntilStopped(host, boot, { fleet, api, ...options });
  } finally {
    held.close();
  }
}

function openApi(host: Host, fleet: Fleet, options: { port: number }): Promise<HttpListener> {
  const app = createFleetApp(fleet);
  const rng = host.createRng(fleet.runId);
  const hostname = "127.0.0.1";
  const handler = wrapInOnion((request) => app.fetch(request), {
    hostname,
    port: options.port,
    logger: createJsonLogger(host.clock),
    createRequestId: () => rng.hex(8),
  });
  return host.httpServer.listen({ hostname, port: options.port }, handler);
}

interface ServeOptions extends RunOptions {
  readonly fleet: Fleet;
  readonly api: HttpListener;
}

async function serveUntilStopped(host: Host, boot: FleetBoot, options: ServeOptions) {
  const { fleet, api, home } = options;
  let orphaned = false;
  let isStopping = false;
  host.onStopSignal(["SIGTERM", "SIGINT"], (name) => fleet.requestStop(`got ${name}`));
  host.onStopSignal(["SIGHUP"], () => undefined);
  options.ownerGone.then(() => {
    if (boot.detached) return;
    orphaned = true;
    fleet.requestStop("its owner is gone");
    if (isStopping) fleet.hurryStop();
  });
  fleet.start().catch((thrown) => fleet.failBoot(toNetopsError(thrown)));
  const stopWatching = watchHome(host, home.paths.run, fleet);
  await fleet.stopRequested;
  stopWatching();
  isStopping = true;
  const report = fleet.bootReport();
  const left = await fleet.stop(orphaned);
  if (report.failure !== undefined) writeLastBoot(home.paths.lastBoot, fleet.bootReport());
  await api.close(API_CLOSE_MS);
  for (const file of [home.paths.run, home.paths.journal]) removeIfThere(file);
  if (left.length > 0) return 8;
  return report.failure === undefined ? 0 : exitCodeOf(report.failure);
}

const HOME_LOOK_MS = 1_000;

/** A home that was removed or moved takes its platform with it: nobody could find it any more. */
function watchHome(host: Host, runFile: string, fleet: Fleet): () => void {
  return host.timer.every(HOME_LOOK_MS, () => {
    try {
      Deno.statSync(runFile);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) fleet.requestStop("its home is gone");
    }
  });
}

function exitCodeOf(failure: { readonly code: string; readonly message: string }): number {
  return new NetopsError(failure.code as "BUG", failure.message).exitCode;
}

function reportFatal(host: Host, boot: FleetBoot, error: NetopsError): number {
  const { code, message, fix } = error;
  const failure = { app: "fleet", code, message, lines: [], ...(fix === undefined ? {} : { fix }) };
  const report = { phase: "failed", runId: boot.runId, elapsedMs: 0, apps: [], failure };
  host.writeOut(`${JSON.stringify(report)}\n`);
  if (code !== "ALREADY_RUNNING") writeLastBoot(homePaths(boot.home).lastBoot, report);
  return error.exitCode;
}

function writeLastBoot(path: string, report: unknown): void {
  try {
    Deno.writeTextFileSync(path, JSON.stringify(report), { mode: 0o600 });
  } catch {
    // A full or read-only disk: the line on stdout says the same.
  }
}
