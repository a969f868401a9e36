/** An alert that fires now. */
export interface FiringAlert {
  readonly name: string;
  /** Such as `page`; left out when its rule has none. */
  readonly severity?: string;
  /** What it says, in one sentence. */
  readonly summary: string;
  /** Without name and severity. */
  readonly labels: Readonly<Record<string, string>>;
  /** Since when it is there, wall ms. */
  readonly activeAtMs: number;
}

/** What tells of an alert: an answer of the API, or an event. */
interface AlertFacts {
  readonly labels?: unknown;
  readonly annotations?: unknown;
}

/**
 * The alerts that fire among those of Prometheus' `/api/v1/alerts`, those that page first, then by name;
 * what is none is left out.
 */
export function readFiringAlerts(body: unknown): readonly FiringAlert[] {
  const { alerts } = recordOf(recordOf(body)["data"]);
  if (!Array.isArray(alerts)) return [];
  return alerts.map(recordOf).filter(({ state }) => state === "firing").map(firingAlert)
    .sort((one, other) =>
      Number(other.severity === "page") - Number(one.severity === "page") ||
      one.name.localeCompare(other.name) || one.summary.localeCompare(other.summary)
    );
}

/** Says an alert in one sentence: its summary or description, else the labels that tell it from others. */
export function alertSummary({ labels, annotations }: AlertFacts): string {
  const { summary, description } = textsOf(annotations);
  return summary ?? description ??
    Object.entries(ownLabels(labels)).map(([name, value]) => `${name} ${value}`).join(", ");
}

/** How urgent an alert is, as its label says. */
export function alertSeverity({ labels }: AlertFacts): string | undefined {
  return textsOf(labels)["severity"];
}

function firingAlert(alert: Readonly<Record<string, unknown>>): FiringAlert {
  const severity = alertSeverity(alert);
  const activeAtMs = Date.parse(String(alert["activeAt"]));
  return {
    name: textsOf(alert["labels"])["alertname"] ?? "",
    ...(severity === undefined ? {} : { severity }),
    summary: alertSummary(alert),
    labels: ownLabels(alert["labels"]),
    activeAtMs: Number.isFinite(activeAtMs) ? activeAtMs : 0,
  };
}

function ownLabels(labels: unknown): Record<string, string> {
  const { alertname: _, severity: __, ...own } = textsOf(labels);
  return own;
}

function textsOf(value: unknown): Record<string, string> {
  const texts = Object.entries(recordOf(value)).filter(([, text]) => typeof text === "string");
  return Object.fromEntries(texts) as Record<string, string>;
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? value as Record<string, unknown> : {};
}
