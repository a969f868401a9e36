import { ERROR_CODES, type ErrorCode, NetopsError } from "@netops/core";
import type { BootDocument, FleetBoot } from "@netops/core/contracts";
import type { Host } from "@netops/core/host";
import { fleetLogPath } from "../fleet_process.ts";
import { harmless } from "../print/text_width.ts";
import { isReady, waitingReason } from "../views/boot_tree.ts";
import type { BootOutcome } from "./follow_boot.ts";

const LAST_LINES = 10;
const FLEET_LINES = 3;

/** A boot that went wrong: the error, and what to show between its cause and its fix. */
export interface BootFailure {
  readonly error: NetopsError;
  readonly before: readonly string[];
}

type BadOutcome = Exclude<BootOutcome, { kind: "ready" } | { kind: "stopped" }>;

/** Explains why a boot went wrong; to be called after everything was stopped. */
export function explainFailure(outcome: BadOutcome, plan: FleetBoot, host: Host): BootFailure {
  if (outcome.kind === "failed") return fromFleet(outcome.failure, plan, host);
  return outcome.kind === "died" ? fromLog(plan, host) : fromSilence(outcome.document, plan);
}

function fromFleet(
  failure: NonNullable<BootDocument["failure"]>,
  plan: FleetBoot,
  host: Host,
): BootFailure {
  const code: ErrorCode = failure.code in ERROR_CODES ? failure.code as ErrorCode : "UNHEALTHY";
  const holders = code === "PORT_TAKEN" ? portHolders(plan, failure.message, host) : [];
  const fix = failure.fix ?? (code === "PORT_TAKEN" ? "netops up --isolated" : undefined) ??
    `netops logs ${failure.app}`;
  const lines = failure.lines.slice(-LAST_LINES).map(harmless);
  return {
    error: new NetopsError(code, failure.message, { fix, details: { app: failure.app, lines } }),
    before: [
      ...(lines.length > 0 ? lastLines(lines) : fleetWarnings(plan)),
      ...holders,
      ...closing(plan, failure.app),
    ],
  };
}

/** Fleet ended before it could be asked: what it wrote last says why. */
function fromLog(plan: FleetBoot, host: Host): BootFailure {
  const lines = tailOf(fleetLogPath(plan.home));
  const said = lines.map(parseError).findLast((error) => error !== undefined);
  const code = said?.code ?? "BUG";
  const message = said?.message ?? "Fleet ended before the platform was up";
  const fix = said?.fix ?? (code === "PORT_TAKEN" ? "netops up --isolated" : "netops doctor");
  const holders = code === "PORT_TAKEN" ? portHolders(plan, message, host) : [];
  return {
    error: new NetopsError(code, message, { fix, details: { app: "fleet", lines } }),
    before: [
      ...(said === undefined ? lastLines(lines) : []),
      ...holders,
      ...closing(plan, "fleet"),
    ],
  };
}

function fromSilence(document: BootDocument | undefined, plan: FleetBoot): BootFailure {
  const waiting = (document?.apps ?? []).filter((app) => !isReady(app));
  const names = waiting.map((app) => app.app).join(", ") || "fleet";
  const before = waiting.flatMap((app) => [
    `${app.app}: ${waitingReason(app)}`,
    ...lastLines(app.lastLines.map(harmless)),
  ]);
  return {
    error: new NetopsError("TIMED_OUT", `Not healthy in time: ${names}`, {
      fix: `netops logs ${waiting[0]?.app ?? ""} --level warn`.replace("  ", " "),
      details: { apps: waiting.map((app) => app.app) },
    }),
    before: [...before, ...closing(plan, names)],
  };
}

/** What fleet itself complained about in this run, each once: a reason that no service can give. */
function fleetWarnings(plan: FleetBoot): string[] {
  const said = tailOf(fleetLogPath(plan.home)).flatMap((line) => {
    try {
      const { level, message } = JSON.parse(line) as { level?: string; message?: string };
      return level === "warn" || level === "error" ? [harmless(String(message))] : [];
    } catch {
      // Not one of fleet's own lines.
      return [];
    }
  });
  const once = [...new Set(said)].slice(-FLEET_LINES);
  return once.length === 0 ? [] : ["fleet says:", ...once.map((line) => `  ${line}`)];
}

function lastLines(lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ["its last lines:", ...lines.map((line) => `  ${line}`)];
}

function closing(plan: FleetBoot, app: string): string[] {
  return [
    "everything else was stopped; nothing is left running",
    `logs: ${app === "fleet" ? fleetLogPath(plan.home) : `${plan.home}/logs`}`,
  ];
}

/** Who holds the ports that were asked for, now that nothing of ours does. */
function portHolders(plan: FleetBoot, message: string, host: Host): string[] {
  if (/\bpid \d+/.test(message)) return [];
  const named = [...message.matchAll(/\b(\d{2,5})\b/g)].map((match) => Number(match[1]));
  const wanted = [...Object.values(plan.ports), ...plan.services.map((app) => app.port ?? 0)];
  const ports = named.filter((port) => port > 0 && port < 65_536);
  return [...new Set(ports.length > 0 ? ports : wanted)].flatMap((port) => {
    const owner = port > 0 ? host.processes.portOwner(port) : undefined;
    if (owner === undefined) return [];
    return [`port ${port} is held by pid ${owner.pid} "${harmless(owner.command)}"`];
  });
}

function tailOf(path: string): string[] {
  try {
    return Deno.readTextFileSync(path).trimEnd().split("\n").slice(-LAST_LINES);
  } catch {
    return [];
  }
}

function parseError(line: string): { code: ErrorCode; message: string; fix?: string } | undefined {
  try {
    const parsed = JSON.parse(line) as Record<string, unknown>;
    const said = (parsed.failure ?? parsed) as Record<string, unknown>;
    if (typeof said.code !== "string" || !(said.code in ERROR_CODES)) return undefined;
    const message = String(said.detail ?? said.message);
    const code = said.code as ErrorCode;
    return typeof said.fix === "string" ? { code, message, fix: said.fix } : { code, message };
  } catch {
    return undefined;
  }
}
