import type { OtlpMetric } from "./otlp_tree.ts";

/** Words of units. Source: Prometheus, otlptranslator; UCUM. */
const UNITS: ReadonlyMap<string, string> = new Map([
  ...[["d", "days"], ["h", "hours"], ["min", "minutes"], ["s", "seconds"]] as const,
  ...[["ms", "milliseconds"], ["us", "microseconds"], ["ns", "nanoseconds"]] as const,
  ...[["By", "bytes"], ["KiBy", "kibibytes"], ["MiBy", "mebibytes"], [
    "GiBy",
    "gibibytes",
  ]] as const,
  ...[["TiBy", "tebibytes"], ["KBy", "kilobytes"], ["kBy", "kilobytes"]] as const,
  ...[["MBy", "megabytes"], ["GBy", "gigabytes"], ["TBy", "terabytes"]] as const,
  ...[["m", "meters"], ["V", "volts"], ["A", "amperes"], ["J", "joules"], ["W", "watts"]] as const,
  ...[["g", "grams"], ["Cel", "celsius"], ["Hz", "hertz"], ["%", "percent"], ["1", ""]] as const,
]);

const PER_UNITS: ReadonlyMap<string, string> = new Map([
  ...[["s", "second"], ["m", "minute"], ["h", "hour"], ["d", "day"]] as const,
  ...[["w", "week"], ["mo", "month"], ["y", "year"]] as const,
]);

const LONGEST_NAME = 512;

/**
 * Names a metric as Prometheus does: dots become underscores, the unit stands behind, a counter ends in
 * `_total` and a share in `_ratio`. Source: Prometheus, otlptranslator; OpenMetrics 1.0.0.
 */
export function prometheusName(
  metric: Pick<OtlpMetric, "name" | "unit" | "kind" | "isMonotonic">,
): string {
  const { kind, isMonotonic } = metric;
  let words = wordsOf(metric.name.slice(0, LONGEST_NAME));
  const [main = "", per = ""] = metric.unit.slice(0, 64).split("/", 2).map((part) => part.trim());
  const unit = unitWords(main, UNITS);
  if (unit.length > 0 && !unit.every((word) => words.includes(word))) words.push(...unit);
  const perWords = unitWords(per, PER_UNITS);
  if (perWords.length > 0 && !perWords.every((word) => words.includes(word))) {
    words.push("per", ...perWords);
  }
  if (kind === "sum" && isMonotonic) words = atEnd(words, "total");
  if (kind === "gauge" && metric.unit === "1") words = atEnd(words, "ratio");
  const name = words.join("_");
  return /^\d/.test(name) ? `_${name}` : name;
}

/** Names a label: what Prometheus' classic names may not hold becomes an underscore. */
export function prometheusLabel(key: string): string {
  const name = key.replace(/[^a-zA-Z0-9_]/g, "_");
  if (/^\d/.test(name)) return `key_${name}`;
  return /^_(?!_)/.test(name) ? `key${name}` : name;
}

function wordsOf(text: string): string[] {
  return text.split(/[^a-zA-Z0-9:]+/).filter((word) => word !== "");
}

function unitWords(unit: string, known: ReadonlyMap<string, string>): string[] {
  // Braces hold remarks such as {request}, which are no unit.
  if (/[{}]/.test(unit)) return [];
  return wordsOf(known.get(unit) ?? unit);
}

function atEnd(words: readonly string[], word: string): string[] {
  return [...words.filter((each) => each !== word), word];
}
