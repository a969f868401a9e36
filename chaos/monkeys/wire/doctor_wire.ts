import type { PsInstance } from "@netops/core/contracts";
import type { DoctorPlatform } from "../doctor/doctor.ts";
import type { Examined, Patient } from "../doctor/round.ts";
import type { PlatformSight } from "../hunt/hunt_platform.ts";
import type { DoctorKnobs } from "../knobs/knobs.ts";
import type { Act } from "../recorder/act.ts";
import type { MonkeyWire } from "./monkey_wire.ts";
import type { PlatformAddresses, PlatformEyes } from "./platform_eyes.ts";
import type { TrackerList } from "./tracker_list.ts";
import type { Vitals } from "./vitals.ts";
import type { VitalsWatch } from "./vitals_watch.ts";

/** What the real rounds work with. */
export interface DoctorWireOptions {
  readonly wire: MonkeyWire;
  readonly eyes: PlatformEyes;
  readonly trackers: TrackerList;
  readonly addresses: PlatformAddresses;
  readonly vitals: VitalsWatch;
  readonly knobs: DoctorKnobs;
}

/** The real platform, as the doctor sees it: fleet's health checks and what telemetry measures. */
export class DoctorWire implements DoctorPlatform {
  readonly #options: DoctorWireOptions;

  /** Makes one. */
  constructor(options: DoctorWireOptions) {
    this.#options = options;
  }

  async examine(): Promise<readonly Examined[]> {
    const { eyes, knobs } = this.#options;
    const [sight, vitals] = await Promise.all([eyes.look(), this.#options.vitals.read()]);
    return sight.instances.map((instance) => examine(instance, { sight, vitals, knobs }));
  }

  takeOut(patient: Patient): Promise<void> {
    const url = `${this.#statusUrl(patient)}?value=OUT_OF_SERVICE`;
    return this.#options.wire.ask({ method: "PUT", url });
  }

  putBack(patient: Patient): Promise<void> {
    return this.#options.wire.ask({ method: "DELETE", url: this.#statusUrl(patient) });
  }

  replace({ id }: Patient): Promise<void> {
    const { wire, addresses } = this.#options;
    const url = `${addresses.fleetUrl}/v1/instances/${encodeURIComponent(id)}/restart`;
    return wire.ask({ method: "POST", url, body: {} });
  }

  track(act: Act): Promise<void> {
    return this.#options.trackers.track(act);
  }

  #statusUrl({ app, id }: Patient): string {
    const { registry } = this.#options.addresses.urls;
    return `${registry}/eureka/v2/apps/${encodeURIComponent(app)}/${encodeURIComponent(id)}/status`;
  }
}

function examine(
  instance: PsInstance,
  { sight, vitals, knobs }: {
    readonly sight: PlatformSight;
    readonly vitals: ReadonlyMap<string, Vitals>;
    readonly knobs: DoctorKnobs;
  },
): Examined {
  const { id, app, serverGroup, status } = instance;
  const complaint = complaintOf(instance, vitals.get(id), knobs);
  const leaveAlone = sight.held.has(id)
    ? "a fault has it"
    : sight.ground.has(app) || knobs.exceptApps.includes(app)
    ? "it is not the doctor's"
    : sight.deploying.has(app)
    ? "it is under deploy"
    : undefined;
  return {
    ...{ id, app, serverGroup, isUp: status === "UP" },
    ...(complaint === undefined ? {} : { complaint }),
    ...(leaveAlone === undefined ? {} : { leaveAlone }),
  };
}

/** What is wrong with an instance by its health check, its callers and its CPU. */
function complaintOf(
  { status, reason }: PsInstance,
  vitals: Vitals | undefined,
  knobs: DoctorKnobs,
): string | undefined {
  if (status === "DOWN") return `it is DOWN${reason === undefined ? "" : `: ${reason}`}`;
  if (vitals === undefined) return undefined;
  const { calls, failed, cpus } = vitals;
  if (calls >= knobs.leastCalls && failed / calls > knobs.mostErrorRatio) {
    return `${Math.round(100 * failed / calls)} % of ${Math.round(calls)} calls fail`;
  }
  return cpus > knobs.mostCpus ? `it uses ${cpus.toFixed(1)} CPUs` : undefined;
}
