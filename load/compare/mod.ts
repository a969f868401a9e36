/**
 * Loads beside each other: whether a later one is worse, and how sure that is. All of it is pure.
 *
 * ```ts
 * const { verdict, effects } = compareLoads(sampleOf(before), sampleOf(after));
 * ```
 *
 * @module
 */
export { compareLoads, type CompareOptions, type LoadComparison } from "./compare_loads.ts";
export type { LoadEffect } from "./load_effect.ts";
export { type ComparedMetric, type LoadSample, type MetricRule, sampleOf } from "./load_sample.ts";
