import type { PsInstance } from "@netops/core/contracts";
import type { Exemption, HuntKnobs } from "../knobs/knobs.ts";
import { enabledStrategies } from "../strategies/strategies.ts";
import { canApply, type Strategy } from "../strategies/strategy.ts";
import { type HuntGroup, partsOf } from "./hunt_group.ts";

/** What the platform is like now. */
export interface HuntFacts {
  readonly instances: readonly PsInstance[];
  /** Instances that a fault holds. */
  readonly held: ReadonlySet<string>;
  /** Apps that are under deploy. */
  readonly deploying: ReadonlySet<string>;
}

/** An instance that may be hit, and with what. */
export interface Candidate {
  readonly instance: PsInstance;
  readonly strategies: readonly Strategy[];
}

/** Who of a group may be hit, and who not and why. */
export interface SortedGroup {
  readonly candidates: readonly Candidate[];
  readonly spared: readonly { readonly instance: string; readonly reason: string }[];
}

/** Clusters that compare two releases: a hit would be taken for a difference between them. */
const COMPARING = /-(canary|baseline|citrus|citrusproxy)$/;

/** Sorts the instances of a group into those that may be hit and those that are spared. */
export function sortOut(group: HuntGroup, knobs: HuntKnobs, facts: HuntFacts): SortedGroup {
  const all = enabledStrategies(knobs.kind, knobs.strategies);
  const candidates: Candidate[] = [];
  const spared: { instance: string; reason: string }[] = [];
  for (const instance of group.instances) {
    const strategies = all.filter((one) => canApply(one, instance));
    const reason = exemptionOf(instance, knobs.exemptions) ?? standingOf(instance, facts) ??
      (strategies.length === 0 ? "no strategy that is on applies to it" : undefined);
    if (reason === undefined) candidates.push({ instance, strategies });
    else spared.push({ instance: instance.id, reason });
  }
  return { candidates, spared };
}

function exemptionOf(
  instance: PsInstance,
  exemptions: readonly Exemption[],
): string | undefined {
  if (COMPARING.test(instance.cluster)) return `${instance.cluster} compares releases`;
  const { app, cluster, region, zone, id } = instance;
  const facts: Required<Exemption> = {
    ...{ app, cluster, region, zone, instance: id, ...partsOf(instance) },
  };
  const fits = (one: Exemption) =>
    Object.entries(one).every(([part, wanted]) =>
      wanted === "*" || wanted === facts[part as keyof Exemption]
    );
  return exemptions.some(fits) ? "an exception names it" : undefined;
}

/** The last one in service is spared by every strategy: a link that swallows takes it away as well. */
function standingOf(instance: PsInstance, facts: HuntFacts): string | undefined {
  if (facts.deploying.has(instance.app)) return `${instance.app} is under deploy`;
  if (instance.status !== "UP") return `it is ${instance.status}`;
  if (facts.held.has(instance.id)) return "a fault has it already";
  const serves = facts.instances.some((one) =>
    one.serverGroup === instance.serverGroup && one.id !== instance.id && one.status === "UP" &&
    !facts.held.has(one.id)
  );
  return serves ? undefined : `it is the last one in service of ${instance.serverGroup}`;
}
