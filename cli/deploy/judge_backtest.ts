import type { LookView, StoredLook } from "@netops/core/contracts";
import {
  type CanaryConfig,
  decidingMetrics,
  judgeMeasured,
  type Judgement,
  lookInput,
} from "@netops/pipelines";

/** What a look came to, and what another configuration would have made of it. */
export interface TriedLook {
  readonly execution: string;
  readonly app: string;
  readonly look: number;
  readonly then: LookView["verdict"];
  readonly now: LookView["verdict"];
  readonly score: number | null;
  readonly rule: string;
  /** Metrics that the new verdict is due to. */
  readonly deciding: readonly string[];
  /** Metrics of the configuration that were not read then, so that they judge nothing. */
  readonly missing: readonly string[];
}

/** What counts more than a configuration; the rest of what counted then was the old one's. */
const KEPT = ["look", "looks", "stepMs"];

/**
 * Judges a stored look by another configuration, over the metrics that were read then: inconclusive when
 * that is none of them.
 */
export function tryLook(stored: StoredLook, config: CanaryConfig): TriedLook {
  const { execution, app, look } = stored;
  const names = config.metrics.map(({ name }) => name);
  const missing = names.filter((name) => !Object.hasOwn(stored.data, name));
  const known = config.metrics.filter(({ name }) => !missing.includes(name));
  const over = Object.fromEntries(
    Object.entries(stored.over).filter(([name]) => KEPT.includes(name)),
  );
  const tried = { ...config, metrics: known };
  const { judgement } = judgeMeasured({ ...lookInput(stored), config: tried, over });
  const { verdict: now, score, rule } = judgement;
  return {
    ...{ execution, app, look: look.look, then: look.verdict, now, score, rule, missing },
    deciding: decidingNames(judgement),
  };
}

function decidingNames(judgement: Judgement): readonly string[] {
  return decidingMetrics(judgement).map(({ name, classification }) => `${name} ${classification}`);
}
