import { type ErrorCode, formatDurationMs, type InstanceStatus } from "@netops/core";
import type { BootDocument } from "@netops/core/contracts";
import { isCrashLooping } from "./backoff.ts";
import { countUp } from "./instance_view.ts";
import type { Group, World } from "./model.ts";
import { fixedSizeReason } from "./platform_groups.ts";

/** Why a boot cannot end well. */
export interface BootFailure {
  readonly app: string;
  readonly code: ErrorCode;
  readonly message: string;
  readonly fix?: string;
}

/** Finds a group that will not come up; undefined while there is hope. */
export function findBootFailure(world: World, elapsedMs: number, timeoutMs: number) {
  for (const group of world.groups.values()) {
    const failure = group.wasUp ? undefined : groupFailure(group);
    if (failure !== undefined) return failure;
  }
  return elapsedMs >= timeoutMs ? timeoutFailure(world, timeoutMs) : undefined;
}

function groupFailure(group: Group): BootFailure | undefined {
  const { app, tier } = group.manifest;
  const inFile = (fix: string) => tier === "service" ? `${fix} of ${app} in netops.yaml` : "";
  for (const seat of group.seats) {
    const reason = seat.lastReason;
    if (reason === undefined || seat.quickDeaths === 0) continue;
    if (reason.startsWith("Cannot start")) {
      return {
        app,
        code: "SPAWN_FAILED",
        message: reason,
        fix: `install it${inFile(", or change the command")}`,
      };
    }
    if (/^Port \d+ is held by /.test(reason)) {
      const fix = `end it${inFile(", or leave port out")}`;
      return { app, code: "PORT_TAKEN", message: reason, fix };
    }
    if (reason.startsWith("not healthy")) {
      return {
        app,
        code: "UNHEALTHY",
        message: `${app} did not become healthy within ${
          formatDurationMs(group.manifest.startTimeoutMs)
        }${reason.replace(/^not healthy within \d+ ms/, "")}`,
        fix: `netops logs ${app}${inFile(", or raise startTimeout")}`,
      };
    }
    if (isCrashLooping(seat, true)) {
      return {
        app,
        code: "CRASH_LOOP",
        message: `${app} died ${seat.quickDeaths} times while starting: ${reason}`,
        fix: `netops logs ${app}`,
      };
    }
  }
  return undefined;
}

function timeoutFailure(world: World, timeoutMs: number): BootFailure {
  const late = [...world.groups.values()].filter((group) =>
    countUp(world, group.name) < group.desired
  );
  const names = late.map((group) => group.manifest.app).join(", ") || "a route in every gateway";
  return {
    app: late[0]?.manifest.app ?? "fleet",
    code: "TIMED_OUT",
    message: `Not everything was healthy within ${formatDurationMs(timeoutMs)}; missing: ${names}`,
    fix: "netops up --timeout 2m",
  };
}

/** Whether everything desired is up. */
export function isAllUp(world: World): boolean {
  return [...world.groups.values()].every((group) => countUp(world, group.name) >= group.desired);
}

/** What a boot report is made from. */
export interface BootReportOptions {
  readonly phase: BootDocument["phase"];
  readonly runId: string;
  readonly elapsedMs: number;
  readonly readyMs: number | undefined;
  readonly failure: BootDocument["failure"] | undefined;
  readonly gatewayUrl: string;
  /** App → when it was ready. */
  readonly appReadyMs: ReadonlyMap<string, number>;
  lastLines(app: string): string[];
}

/** Tells whoever waits how far the boot is, app by app. */
export function reportBoot(world: World, options: BootReportOptions): BootDocument {
  const { phase, runId, elapsedMs, readyMs, failure } = options;
  return {
    phase,
    runId,
    elapsedMs: Math.round(elapsedMs),
    ...(readyMs === undefined ? {} : { readyMs: Math.round(readyMs) }),
    apps: [...world.groups.values()].map((group) => reportApp(world, group, options)),
    ...(failure === undefined ? {} : { failure }),
  };
}

function reportApp(world: World, group: Group, options: BootReportOptions) {
  const { app, tier } = group.manifest;
  const up = countUp(world, group.name);
  const isUp = up >= group.desired;
  const readyMs = options.appReadyMs.get(app);
  const fixedSize = fixedSizeReason(group);
  const reason = group.seats.find((seat) => seat.lastReason !== undefined)?.lastReason;
  const waitingFor = reason ??
    (group.manifest.health.kind === "http"
      ? `GET ${group.manifest.health.path}`
      : `port ${group.manifest.port ?? ""}`);
  return {
    app,
    tier,
    desired: group.desired,
    up,
    status: (isUp ? "UP" : group.wasUp ? "DOWN" : "STARTING") as InstanceStatus,
    ...(isUp ? {} : { waitingFor }),
    lastLines: isUp ? [] : options.lastLines(app),
    ...(readyMs === undefined ? {} : { readyMs: Math.round(readyMs) }),
    ...(tier === "service" ? { url: `${options.gatewayUrl}/${app}/` } : {}),
    ...(tier === "platform" && fixedSize !== undefined ? { fixedSize } : {}),
  };
}
