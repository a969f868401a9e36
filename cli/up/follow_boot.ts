import { NetopsError } from "@netops/core";
import { createFleetClient, type FleetClient } from "@netops/core/clients";
import type { BootDocument, RunFile } from "@netops/core/contracts";
import type { Daemon, Host } from "@netops/core/host";
import { createDeadlineHttp } from "../deadline_http.ts";
import { parseRunFile } from "../home/run_state.ts";

const POLL_MS = 40;

/** How a boot ended. */
export type BootOutcome =
  | {
    readonly kind: "ready";
    readonly document: BootDocument;
    readonly run: RunFile;
    readonly fleet: FleetClient;
  }
  | {
    readonly kind: "failed";
    readonly failure: NonNullable<BootDocument["failure"]>;
    readonly fleet: FleetClient | undefined;
  }
  | { readonly kind: "died" }
  | { readonly kind: "stopped"; readonly fleet: FleetClient | undefined }
  | {
    readonly kind: "late";
    readonly document: BootDocument | undefined;
    readonly fleet: FleetClient | undefined;
  };

/** What following a boot needs. */
export interface FollowBootParts {
  readonly host: Host;
  readonly home: string;
  readonly runId: string;
  readonly daemon: Pick<Daemon, "exited">;
  readonly signal: AbortSignal;
  /** When to give up on a fleet that does not keep its own deadline. */
  readonly timeoutMs: number;
  readonly onDocument: (document: BootDocument) => void;
}

/** Watches a boot until everything is healthy, it failed, fleet died, or a signal came. */
export async function followBoot(parts: FollowBootParts): Promise<BootOutcome> {
  const { clock, timer } = parts.host;
  const giveUpAtMs = clock.monotonicMs() + parts.timeoutMs;
  const gone = { yet: false };
  parts.daemon.exited.then(() => gone.yet = true);
  let run: RunFile | undefined;
  let fleet: FleetClient | undefined;
  let document: BootDocument | undefined;
  while (clock.monotonicMs() < giveUpAtMs) {
    if (parts.signal.aborted) return { kind: "stopped", fleet };
    run ??= readRunFile(parts.home, parts.runId);
    if (run !== undefined) {
      fleet ??= clientOf(run, parts.host);
      document = await askBoot(fleet, parts.signal) ?? document;
      if (document !== undefined && isGoingOn(document)) parts.onDocument(document);
      if (document?.phase === "ready") return { kind: "ready", document, run, fleet };
      if (document?.failure !== undefined) {
        return { kind: "failed", failure: document.failure, fleet };
      }
    }
    if (gone.yet) return endOf(parts, fleet);
    await timer.sleep(POLL_MS, parts.signal).catch(() => undefined);
  }
  return { kind: "late", document, fleet };
}

/** Fleet leaves its last words in the home when it ends before somebody asked. */
function endOf({ home, runId }: FollowBootParts, fleet: FleetClient | undefined): BootOutcome {
  try {
    const last = JSON.parse(Deno.readTextFileSync(`${home}/last_boot.json`)) as BootDocument;
    if (last.runId === runId && last.failure !== undefined) {
      return { kind: "failed", failure: last.failure, fleet };
    }
  } catch {
    // It ended before it could write them: its log is all there is.
  }
  return { kind: "died" };
}

/** After a failure everything is stopped: showing that would hide what failed. */
function isGoingOn({ phase, failure }: BootDocument): boolean {
  return failure === undefined && (phase === "starting" || phase === "ready");
}

function clientOf(run: RunFile, host: Host): FleetClient {
  return createFleetClient({
    fleetUrl: run.fleetUrl,
    token: run.token,
    http: createDeadlineHttp(host.createHttpClient(), host.timer),
  });
}

async function askBoot(fleet: FleetClient, signal: AbortSignal): Promise<BootDocument | undefined> {
  try {
    return await fleet.boot(signal);
  } catch (error) {
    // It is not listening yet, or no more: then its exit tells.
    if (signal.aborted || (error instanceof NetopsError && error.code === "UNREACHABLE")) {
      return undefined;
    }
    throw error;
  }
}

function readRunFile(home: string, runId: string): RunFile | undefined {
  try {
    const run = parseRunFile(Deno.readTextFileSync(`${home}/run.json`));
    return run.runId === runId ? run : undefined;
  } catch {
    // Not written yet; or the one of a run before, which fleet replaces.
    return undefined;
  }
}
