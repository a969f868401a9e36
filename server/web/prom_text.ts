/** One line of a Prometheus exposition. */
export interface PromSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const LABEL_PATTERN = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\.)*)",?/g;
const LINE_PATTERN = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? +([^ ]+)(?: +-?\d+)?$/;

/**
 * Reads the samples of the wanted names out of Prometheus text; other lines and lines that cannot be
 * read are left out.
 *
 * Source: Prometheus exposition format 0.0.4.
 */
export function parsePromText(text: string, wanted: ReadonlySet<string>): PromSample[] {
  const samples: PromSample[] = [];
  for (const line of text.split("\n")) {
    if (line === "" || line.startsWith("#")) continue;
    const brace = line.search(/[{ ]/);
    if (brace < 0 || !wanted.has(line.slice(0, brace))) continue;
    const match = LINE_PATTERN.exec(line.trimEnd());
    const value = match === null ? NaN : parsePromNumber(match[3] as string);
    if (match === null || Number.isNaN(value)) continue;
    samples.push({ name: match[1] as string, labels: parseLabels(match[2] ?? ""), value });
  }
  return samples;
}

/** Reads a Prometheus number, where infinity is `+Inf`. */
export function parsePromNumber(text: string): number {
  if (text === "+Inf" || text === "Inf") return Infinity;
  return text === "-Inf" ? -Infinity : Number(text);
}

function parseLabels(text: string): Record<string, string> {
  const labels: Record<string, string> = {};
  for (const match of text.matchAll(LABEL_PATTERN)) {
    labels[match[1] as string] = unescapeLabel(match[2] as string);
  }
  return labels;
}

function unescapeLabel(text: string): string {
  return text.replace(/\\(.)/g, (_, sign: string) => sign === "n" ? "\n" : sign);
}
