import { NetopsError } from "@netops/core";
import type {
  BootDocument,
  ChaosStatusDocument,
  PlatformUrls,
  PsInstance,
  StatusDocument,
} from "@netops/core/contracts";
import type { PlatformSight } from "../hunt/hunt_platform.ts";
import type { MonkeyWire } from "./monkey_wire.ts";

/** Where the platform is. */
export interface PlatformAddresses {
  readonly fleetUrl: string;
  readonly urls: PlatformUrls;
}

interface SlosAnswer {
  readonly slos: readonly { readonly name: string; readonly state: string }[];
}

/** Looks at fleet, guardian and telemetry. */
export class PlatformEyes {
  readonly #wire: MonkeyWire;
  readonly #addresses: PlatformAddresses;

  /** Looks at the platform at these addresses. */
  constructor(wire: MonkeyWire, addresses: PlatformAddresses) {
    this.#wire = wire;
    this.#addresses = addresses;
  }

  /** Instances, what faults hold of them, and what is under deploy. @throws {NetopsError} when nobody says. */
  async look(): Promise<PlatformSight> {
    const { fleetUrl } = this.#addresses;
    const get = <T>(path: string) => this.#wire.ask<T>({ method: "GET", url: fleetUrl + path });
    const [{ instances }, { apps: deploying }, { apps }] = await Promise.all([
      get<{ instances: PsInstance[] }>("/v1/instances"),
      get<{ apps: string[] }>("/v1/changes"),
      get<BootDocument>("/v1/boot"),
    ]);
    const { active } = await this.#chaos(instances);
    return {
      instances,
      held: new Set(active.flatMap(({ targets }) => targets.map(({ instance }) => instance))),
      deploying: new Set(deploying),
      ground: new Set(apps.filter(({ tier }) => tier === "ground").map(({ app }) => app)),
    };
  }

  /** Why it is a bad time, or undefined. @throws {NetopsError} when nobody can tell. */
  async outage(): Promise<string | undefined> {
    const { fleetUrl, urls } = this.#addresses;
    const status = await this.#wire.ask<StatusDocument>({
      method: "GET",
      url: `${fleetUrl}/v1/status`,
    });
    if (!status.healthy) {
      const ill = status.apps.filter((one) => one.desired > 0 && one.status !== "UP")
        .map(({ app }) => app).join(", ");
      return `the platform is not healthy${ill === "" ? "" : `: ${ill}`}`;
    }
    if (urls.metrics === undefined) return undefined;
    const { slos } = await this.#wire.ask<SlosAnswer>({
      method: "GET",
      url: `${urls.metrics}/v1/slo`,
    });
    const burning = slos.filter(({ state }) => state === "burning" || state === "exhausted");
    if (burning.length === 0) return undefined;
    return `the objective ${burning.map(({ name }) => name).join(", ")} burns`;
  }

  /** The base address of the guardian. @throws {NetopsError} NO_INSTANCE */
  async guardianUrl(): Promise<string> {
    const { instances } = await this.#wire.ask<{ instances: PsInstance[] }>({
      method: "GET",
      url: `${this.#addresses.fleetUrl}/v1/instances`,
    });
    return guardianOf(instances);
  }

  #chaos(instances: readonly PsInstance[]): Promise<ChaosStatusDocument> {
    return this.#wire.ask({ method: "GET", url: `${guardianOf(instances)}/v1/chaos` });
  }
}

function guardianOf(instances: readonly PsInstance[]): string {
  const guardian = instances.find(({ app, status }) => app === "guardian" && status === "UP");
  if (guardian !== undefined) return `http://${guardian.host}:${guardian.port}`;
  throw new NetopsError("NO_INSTANCE", "Cannot do anything as no guardian is up to undo it", {
    fix: "netops ps, netops logs guardian",
  });
}
