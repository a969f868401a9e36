import { GROUND_ZONE } from "@netops/core";
import type { PsInstance } from "@netops/core/contracts";

/** What a target expression names. */
export interface Target {
  readonly word: "zone" | "region" | "link" | "name";
  readonly name: string;
}

/** Reads `zone:a`, `region:x`, `link:APP` or a bare name: an app, cluster, server group or instance id. */
export function readTarget(text: string): Target {
  const [, word, name] = /^(zone|region|link):(.+)$/.exec(text) ?? [];
  if (word === undefined || name === undefined) return { word: "name", name: text };
  return { word: word as Target["word"], name };
}

/** What may never be a target: without these nothing is undone, and nobody says so. */
const UNTOUCHABLE: ReadonlySet<string> = new Set(["fleet", "keeper", "guardian", "link", "job"]);

/**
 * Answers the instances that a target names, in the order of their ids, without those that no fault may
 * touch. What has zone "-" belongs to no zone and no region.
 */
export function instancesOf(target: Target, all: readonly PsInstance[]): PsInstance[] {
  return all.filter((one) => isNamedBy(target, one) && !UNTOUCHABLE.has(one.app))
    .sort((left, right) => left.id < right.id ? -1 : 1);
}

/** Whether a target names what faults are done and undone by. */
export function isUntouchable(target: Target, all: readonly PsInstance[]): boolean {
  return all.some((one) => isNamedBy(target, one) && UNTOUCHABLE.has(one.app));
}

function isNamedBy({ word, name }: Target, one: PsInstance): boolean {
  switch (word) {
    case "zone":
      return one.zone !== GROUND_ZONE && one.zone === name;
    case "region":
      return one.zone !== GROUND_ZONE && one.region === name;
    case "link":
      return one.app === name;
    case "name":
      return [one.app, one.cluster, one.serverGroup, one.id].includes(name);
  }
}

/** The names that a target could have been, for the error that it is not one. */
export function namesOf(all: readonly PsInstance[]): string[] {
  const zones = all.filter(({ zone }) => zone !== GROUND_ZONE).map(({ zone }) => `zone:${zone}`);
  const apps = all.map(({ app }) => app).filter((app) => !UNTOUCHABLE.has(app));
  return [...new Set([...apps, ...zones])].sort();
}
