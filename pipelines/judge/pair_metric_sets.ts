import { NetopsError } from "@netops/core";

/** One series of a metric, as a source gave it. */
export interface MetricSet {
  readonly name: string;
  readonly values: readonly number[];
  readonly tags: Readonly<Record<string, string>>;
}

/** Both cohorts of one metric and one set of tags. */
export interface MetricPair {
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly control: readonly number[];
  readonly experiment: readonly number[];
}

/** What is paired. */
export interface PairRequest {
  /** The metrics that are asked for. */
  readonly metrics: readonly string[];
  readonly control: readonly MetricSet[];
  readonly experiment: readonly MetricSet[];
}

/**
 * Pairs the series of both cohorts by metric and equal tags.
 *
 * A side without tags against one with tags only says that there is no data: its values do not count. A side
 * that lacks a series of the other one gets an empty one.
 *
 * @throws {NetopsError} REQUEST_INVALID when a side has nothing of a metric, or its tags have other names.
 * Source: Kayenta's MetricSetMixerService.
 */
export function pairMetricSets({ metrics, control, experiment }: PairRequest): MetricPair[] {
  return metrics.flatMap((name) => pairOne(name, control, experiment));
}

function pairOne(
  name: string,
  allControl: readonly MetricSet[],
  allExperiment: readonly MetricSet[],
): MetricPair[] {
  const control = named(name, allControl, "control");
  const experiment = named(name, allExperiment, "experiment");
  const isTagged = [...control, ...experiment].some(({ tags }) => tagNames(tags) !== "[]");
  const [left, right] = isTagged ? [tagged(control), tagged(experiment)] : [control, experiment];
  const keys = new Set([...left, ...right].map(({ tags }) => tagNames(tags)));
  if (keys.size > 1) {
    const message = `Cannot pair ${name} as its series have different tag keys`;
    throw new NetopsError("REQUEST_INVALID", `${message}: ${[...keys].join(" and ")}`);
  }
  const distinct = new Map([...left, ...right].map(({ tags }) => [tagText(tags), tags]));
  return [...distinct].map(([text, tags]) => ({
    ...{ name, tags },
    control: valuesOf(left, text),
    experiment: valuesOf(right, text),
  }));
}

function named(name: string, sets: readonly MetricSet[], side: string): readonly MetricSet[] {
  const found = sets.filter((set) => set.name === name);
  if (found.length > 0) return found;
  throw new NetopsError("REQUEST_INVALID", `No ${side} metrics found for ${name}`);
}

function tagged(sets: readonly MetricSet[]): readonly MetricSet[] {
  return sets.filter(({ tags }) => tagNames(tags) !== "[]");
}

function valuesOf(sets: readonly MetricSet[], text: string): readonly number[] {
  return sets.find(({ tags }) => tagText(tags) === text)?.values ?? [];
}

function tagNames(tags: MetricSet["tags"]): string {
  return JSON.stringify(Object.keys(tags).sort());
}

function tagText(tags: MetricSet["tags"]): string {
  return JSON.stringify(Object.entries(tags).sort());
}
