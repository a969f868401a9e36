import { type LabelSet, METRIC_NAME } from "../model/label_set.ts";
import type { VectorSample } from "../promql/mod.ts";
import type { RestoredAlert } from "./alert_history.ts";
import type { AlertingRule } from "./rule.ts";
import { fillTemplate } from "./rule_template.ts";

/** An alert that is there: waiting for its time, or firing. */
export interface Alert {
  readonly labels: LabelSet;
  readonly annotations: Readonly<Record<string, string>>;
  readonly state: "pending" | "firing";
  readonly activeAtMs: number;
  /** The last value that the query gave. */
  readonly value: number;
  /** Since when it fires only because of `keepFiringForMs`. */
  readonly keptSinceMs?: number;
}

/** What an evaluation changed. */
export interface AlertStep {
  readonly fired: readonly Alert[];
  readonly resolved: readonly Alert[];
  /** Label sets that were one too many. */
  readonly refused: number;
}

/** Two series became one alert. */
export class SameLabels extends Error {
  override readonly name = "SameLabels";
}

/**
 * The alerts of one rule: inactive → pending → firing → resolved, per label set.
 *
 * A label set that is new is pending; after `forMs` without a gap it fires. A pending one that vanished is
 * forgotten; a firing one is resolved, after `keepFiringForMs` when it does not come back meanwhile.
 *
 * Source: Prometheus, alerting rules.
 */
export class AlertStates {
  readonly #rule: AlertingRule;
  readonly #most: number;
  #alerts: ReadonlyMap<string, Alert> = new Map();

  /** Keeps at most `most` alerts. */
  constructor(rule: AlertingRule, most: number) {
    this.#rule = rule;
    this.#most = most;
  }

  /** Alerts that are there. */
  get alerts(): readonly Alert[] {
    return [...this.#alerts.values()];
  }

  /**
   * Takes what the query gave at a time. An alert that is new goes on as `restore` says by the key of its
   * labels; one that fired before does not count as fired now. @throws SameLabels and nothing changes
   */
  step(
    samples: readonly VectorSample[],
    timeMs: number,
    restore: (key: string) => RestoredAlert | undefined = () => undefined,
  ): AlertStep {
    const found = this.#label(samples);
    const next = new Map<string, Alert>();
    const fired: Alert[] = [];
    const resolved: Alert[] = [];
    for (const [key, alert] of this.#alerts) {
      const sample = found.get(key);
      const kept = sample === undefined
        ? this.#vanished(alert, timeMs)
        : this.#alert(sample, { timeMs, before: alert });
      if (kept !== undefined) next.set(key, kept);
      else if (alert.state === "firing") resolved.push(alert);
      if (kept?.state === "firing" && alert.state === "pending") fired.push(kept);
      found.delete(key);
    }
    let refused = 0;
    for (const [key, sample] of found) {
      if (next.size >= this.#most) {
        refused++;
        continue;
      }
      const restored = restore(key);
      const alert = this.#alert(sample, { timeMs, activeAtMs: restored?.activeAtMs });
      next.set(key, alert);
      if (alert.state === "firing" && restored?.wasFiring !== true) fired.push(alert);
    }
    this.#alerts = next;
    return { fired, resolved, refused };
  }

  #label(samples: readonly VectorSample[]): Map<string, Labelled> {
    const found = new Map<string, Labelled>();
    for (const sample of samples) {
      const labels = sample.labels.with({
        ...filled(this.#rule.labels, sample),
        [METRIC_NAME]: "",
        alertname: this.#rule.alert,
      });
      if (found.has(labels.key)) {
        throw new SameLabels(
          "vector contains metrics with the same labelset after applying alert labels",
        );
      }
      found.set(labels.key, { sample, labels });
    }
    return found;
  }

  #alert(
    { sample, labels }: Labelled,
    { timeMs, before, activeAtMs = before?.activeAtMs ?? timeMs }: {
      readonly timeMs: number;
      readonly before?: Alert;
      readonly activeAtMs?: number | undefined;
    },
  ): Alert {
    const isFiring = before?.state === "firing" || timeMs - activeAtMs >= this.#rule.forMs;
    return {
      labels,
      annotations: filled(this.#rule.annotations, sample),
      state: isFiring ? "firing" : "pending",
      activeAtMs,
      value: sample.value,
    };
  }

  /** A firing alert may stay for a while. */
  #vanished(alert: Alert, timeMs: number): Alert | undefined {
    const { keepFiringForMs } = this.#rule;
    if (alert.state === "pending" || keepFiringForMs === 0) return undefined;
    const keptSinceMs = alert.keptSinceMs ?? timeMs;
    return timeMs - keptSinceMs < keepFiringForMs ? { ...alert, keptSinceMs } : undefined;
  }
}

interface Labelled {
  readonly sample: VectorSample;
  readonly labels: LabelSet;
}

function filled(texts: Readonly<Record<string, string>>, sample: VectorSample) {
  return Object.fromEntries(
    Object.entries(texts).map(([name, text]) => [name, fillTemplate(text, sample)]),
  );
}
