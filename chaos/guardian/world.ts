import type { PsInstance } from "@netops/core/contracts";
import type { SideWire } from "./sides/side_wire.ts";

/** What the platform is like when a fault is asked for. */
export interface PlatformFacts {
  readonly instances: readonly PsInstance[];
  /** Apps that are being changed right now. */
  readonly deploying: ReadonlySet<string>;
  /** Objectives that burn, or undefined when nobody can tell. */
  readonly burning: readonly string[] | undefined;
  /** Bytes that may still be written to the disk of this platform. */
  readonly freeDiskBytes: number;
}

/** Where the facts come from. */
export interface WorldOptions {
  readonly wire: SideWire;
  readonly fleetUrl: string;
  /** Empty when this platform has no telemetry: then it has no objectives either. */
  readonly telemetryUrl: string;
  /** Bytes that may still be written to the disk of this platform. */
  freeDiskBytes(): number;
}

interface SlosAnswer {
  readonly slos: readonly { readonly name: string; readonly state: string }[];
}

/** Asks fleet and telemetry what the platform is like now. @throws {NetopsError} when fleet is away. */
export async function readFacts(options: WorldOptions): Promise<PlatformFacts> {
  const { wire, fleetUrl } = options;
  const [instances, { apps }, burning] = await Promise.all([
    readInstances(options),
    wire.ask<{ apps: string[] }>({ method: "GET", url: `${fleetUrl}/v1/changes` }),
    readBurning(options),
  ]);
  return { instances, deploying: new Set(apps), burning, freeDiskBytes: options.freeDiskBytes() };
}

/** Asks fleet who there is now. @throws {NetopsError} when fleet is away. */
export async function readInstances(
  { wire, fleetUrl }: Pick<WorldOptions, "wire" | "fleetUrl">,
): Promise<readonly PsInstance[]> {
  const url = `${fleetUrl}/v1/instances`;
  return (await wire.ask<{ instances: PsInstance[] }>({ method: "GET", url })).instances;
}

async function readBurning(
  { wire, telemetryUrl }: WorldOptions,
): Promise<readonly string[] | undefined> {
  if (telemetryUrl === "") return [];
  try {
    const { slos } = await wire.ask<SlosAnswer>({ method: "GET", url: `${telemetryUrl}/v1/slo` });
    const isBurning = (state: string) => state === "burning" || state === "exhausted";
    return slos.filter(({ state }) => isBurning(state)).map(({ name }) => name);
  } catch {
    // Telemetry is away: that nobody can tell is an answer of its own.
    return undefined;
  }
}
