import { NetopsError } from "@netops/core";
import type { ArmCounts, CohortCounts, PsInstance } from "@netops/core/contracts";
import type { SideWire } from "../guardian/sides/side_wire.ts";
import type { NativeCohorts, SeenArms } from "../experiment/mod.ts";

/** What asking for arms works with. */
export interface PlatformCohortsOptions {
  readonly wire: Pick<SideWire, "ask" | "read">;
  readonly fleetUrl: string;
}

/** Hits of faults that requests carry, in the metrics of a process: given at gateways, happened elsewhere. */
const HITS = /^fault_hits_total\{[^}]*kind="request-[^}]*\} (\d+)/gm;

const NOTHING: ArmCounts = { drawn: 0, requests: 0, failures: 0, given: 0, latenciesMs: [] };

/** Asks gateways what became of the requests of both arms, and all processes whether the fault happened. */
export class PlatformCohorts implements NativeCohorts {
  readonly #options: PlatformCohortsOptions;
  #hitsBefore: ReadonlyMap<string, number> | undefined;
  /** Gateways that were there before the first fault: one that is gone took its counts along. */
  #gateways: readonly string[] = [];

  /** Asks a platform. */
  constructor(options: PlatformCohortsOptions) {
    this.#options = options;
  }

  async begin(): Promise<void> {
    const instances = await this.#instances();
    this.#gateways = gatewaysOf(instances).map(({ id }) => id);
    this.#hitsBefore = await this.#hits(instances);
  }

  async read(experimentId: string): Promise<SeenArms> {
    const instances = await this.#instances();
    const gateways = gatewaysOf(instances);
    const ids = new Set(gateways.map(({ id }) => id));
    const gone = this.#gateways.find((id) => !ids.has(id));
    if (gone !== undefined || gateways.length === 0) throw lost(gone ?? "every gateway");
    const answers = await Promise.all(gateways.map((one) => this.#counts(one)));
    const seen = answers.flat().filter(({ id }) => id === experimentId);
    const control = sumOf(seen.map((one) => one.control));
    const experiment = sumOf(seen.map((one) => one.experiment));
    const happened = await this.#happened(instances, experiment.given);
    return { control, experiment, ...(happened === undefined ? {} : { happened }) };
  }

  async #instances(): Promise<readonly PsInstance[]> {
    const { wire, fleetUrl } = this.#options;
    const url = `${fleetUrl}/v1/instances`;
    const { instances } = await wire.ask<{ instances: PsInstance[] }>({ method: "GET", url });
    return instances.filter(({ adminUrl }) => adminUrl !== undefined);
  }

  async #counts({ id, adminUrl }: PsInstance): Promise<readonly CohortCounts[]> {
    const url = `${adminUrl}/cohorts`;
    try {
      const { wire } = this.#options;
      return (await wire.ask<{ cohorts: CohortCounts[] }>({ method: "GET", url })).cohorts;
    } catch (cause) {
      throw lost(id, cause);
    }
  }

  /** To be given to a request is a hit at the gateway as well: what is above that really happened. */
  async #happened(
    instances: readonly PsInstance[],
    given: number,
  ): Promise<number | undefined> {
    const before = this.#hitsBefore;
    if (before === undefined) return undefined;
    const now = await this.#hits(instances);
    const more = [...now].map(([id, hits]) => Math.max(0, hits - (before.get(id) ?? 0)));
    return more.reduce((sum, count) => sum + count, 0) - given;
  }

  /** By instance; one that does not answer has none. */
  async #hits(instances: readonly PsInstance[]): Promise<ReadonlyMap<string, number>> {
    const counts = await Promise.all(instances.map(async ({ id, adminUrl }) => {
      try {
        const text = await this.#options.wire.read(`${adminUrl}/metrics`);
        const hits = [...text.matchAll(HITS)].reduce((sum, [, count]) => sum + Number(count), 0);
        return [id, hits] as const;
      } catch {
        return undefined; // It is gone, or hangs: what happened there is not known.
      }
    }));
    return new Map(counts.filter((one) => one !== undefined));
  }
}

function gatewaysOf(instances: readonly PsInstance[]): readonly PsInstance[] {
  return instances.filter(({ app }) => app === "gateway");
}

function lost(gateway: string, cause?: unknown): NetopsError {
  const message =
    `Cannot tell what became of the arms as ${gateway}, which counted, does not answer`;
  return new NetopsError("NO_INSTANCE", message, { cause });
}

function sumOf(arms: readonly ArmCounts[]): ArmCounts {
  const latencies = new Map<number, number>();
  for (const [ms, count] of arms.flatMap(({ latenciesMs }) => latenciesMs)) {
    latencies.set(ms, (latencies.get(ms) ?? 0) + count);
  }
  const total = arms.reduce((sum, arm) => ({
    ...sum,
    drawn: sum.drawn + arm.drawn,
    requests: sum.requests + arm.requests,
    failures: sum.failures + arm.failures,
    given: sum.given + arm.given,
  }), NOTHING);
  return { ...total, latenciesMs: [...latencies].sort(([one], [other]) => one - other) };
}
