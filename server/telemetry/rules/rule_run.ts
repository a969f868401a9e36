import type { Clock, EventSink } from "@netops/core";
import type { DropCounter, SampleSink } from "../intake/mod.ts";
import { METRIC_NAME } from "../model/label_set.ts";
import type { VectorSample } from "../promql/mod.ts";
import { type AlertHistory, restoreAlert, type RestoredAlert } from "./alert_history.ts";
import { type Alert, AlertStates, SameLabels } from "./alert_state.ts";
import { type AlertingRule, type RecordingRule, type Rule, ruleName } from "./rule.ts";
import type { RuleQuery } from "./rule_query.ts";
import { RuleSeries } from "./rule_series.ts";

/** What rules work with. */
export interface RuleRunOptions {
  readonly query: RuleQuery;
  readonly sink: SampleSink;
  readonly events: EventSink;
  readonly clock: Clock;
  readonly onDrop: DropCounter;
  /** What an earlier process left; without it every alert begins anew. */
  readonly history?: AlertHistory;
  /** Alerts of one rule; 1,000 unless given. */
  readonly mostAlerts?: number;
}

interface OwnedRunOptions extends RuleRunOptions {
  readonly owner: string;
  /** What a restored alert is pending for at least. */
  readonly graceMs: number;
}

/** How the last evaluation of a rule went. */
export interface RuleHealth {
  readonly health: "unknown" | "ok" | "err";
  readonly lastError: string;
  /** Wall ms; undefined before the first. */
  readonly lastMs?: number;
  readonly durationMs: number;
}

const MOST_ALERTS = 1_000;
/** Events of one evaluation of one rule: the time line is for people. */
const MOST_EVENTS = 50;

/** One rule, its series and its alerts. */
export class RuleRun {
  readonly rule: Rule;
  readonly #options: OwnedRunOptions;
  readonly #series: RuleSeries;
  readonly #states: AlertStates | undefined;
  #isRestored = false;
  #health: RuleHealth = { health: "unknown", lastError: "", durationMs: 0 };

  /** Nothing is evaluated before the first {@linkcode RuleRun.evaluate}. */
  constructor(rule: Rule, options: OwnedRunOptions) {
    this.rule = rule;
    this.#options = options;
    this.#series = new RuleSeries(options.sink, options.owner);
    const most = options.mostAlerts ?? MOST_ALERTS;
    this.#states = "alert" in rule ? new AlertStates(rule, most) : undefined;
  }

  /** Alerts that are there; a recording rule has none. */
  get alerts(): readonly Alert[] {
    return this.#states?.alerts ?? [];
  }

  /** How the last evaluation went. */
  get health(): RuleHealth {
    return this.#health;
  }

  /** Asks the query and writes what came of it; a failure is kept, and what there was before stays. */
  evaluate(timeMs: number): void {
    const { clock } = this.#options;
    const startMs = clock.monotonicMs();
    const lastError = this.#evaluate(timeMs) ?? "";
    this.#health = {
      health: lastError === "" ? "ok" : "err",
      lastError,
      lastMs: timeMs,
      durationMs: clock.monotonicMs() - startMs,
    };
  }

  #evaluate(timeMs: number): string | undefined {
    const { rule } = this;
    const answer = this.#options.query(rule.query, timeMs);
    if ("error" in answer) return answer.error;
    try {
      this.#series.write(
        "alert" in rule
          ? this.#alert(rule, { samples: answer.samples, timeMs })
          : recorded(rule, answer.samples),
        timeMs,
      );
      return undefined;
    } catch (thrown) {
      if (!(thrown instanceof SameLabels)) throw thrown;
      return thrown.message;
    }
  }

  /** Only the first evaluation goes on with what was: later an alert that is new is new. */
  #restorer(
    { alert, forMs }: AlertingRule,
    timeMs: number,
  ): ((key: string) => RestoredAlert | undefined) | undefined {
    const { history, graceMs } = this.#options;
    if (this.#isRestored || history === undefined) return undefined;
    this.#isRestored = true;
    const past = history(alert, timeMs);
    return (key) => {
      const found = past.get(key);
      return found === undefined ? undefined : restoreAlert(found, { timeMs, forMs, graceMs });
    };
  }

  #alert(
    rule: AlertingRule,
    { samples, timeMs }: { readonly samples: readonly VectorSample[]; readonly timeMs: number },
  ): VectorSample[] {
    const { onDrop, events } = this.#options;
    const step = this.#states?.step(samples, timeMs, this.#restorer(rule, timeMs)) ??
      { fired: [], resolved: [], refused: 0 };
    if (step.refused > 0) onDrop("alerts", "too_many", step.refused);
    const told = [
      ...step.fired.map((alert) => ({ kind: "alert.firing", alert })),
      ...step.resolved.map((alert) => ({ kind: "alert.resolved", alert })),
    ];
    for (const { kind, alert } of told.slice(0, MOST_EVENTS)) {
      events.publish({ kind, subject: rule.alert, data: eventData(alert) });
    }
    if (told.length > MOST_EVENTS) onDrop("events", "many_alerts", told.length - MOST_EVENTS);
    return this.alerts.flatMap(alertSeries);
  }
}

function eventData({ labels, annotations, value, activeAtMs }: Alert) {
  // JSON has no NaN.
  const said = Number.isFinite(value) ? value : String(value);
  return { labels: labels.toJSON(), annotations, value: said, activeAtMs };
}

/** `ALERTS` says what is, `ALERTS_FOR_STATE` since when, in s. Source: Prometheus, alerting rules. */
function alertSeries({ labels, state, activeAtMs }: Alert): VectorSample[] {
  return [
    { labels: labels.with({ [METRIC_NAME]: "ALERTS", alertstate: state }), value: 1 },
    {
      labels: labels.with({ [METRIC_NAME]: "ALERTS_FOR_STATE" }),
      value: Math.floor(activeAtMs / 1_000),
    },
  ];
}

function recorded(rule: RecordingRule, samples: readonly VectorSample[]): VectorSample[] {
  const keys = new Set<string>();
  return samples.map(({ labels: given, value }) => {
    const labels = given.with({ ...rule.labels, [METRIC_NAME]: ruleName(rule) });
    if (keys.has(labels.key)) {
      throw new SameLabels(
        "vector contains metrics with the same labelset after applying rule labels",
      );
    }
    keys.add(labels.key);
    return { labels, value };
  });
}
