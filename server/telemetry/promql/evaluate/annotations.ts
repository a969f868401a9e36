import { quote } from "../language/literals.ts";
import { lineAndColumn, type Span } from "../language/span.ts";
import { formatShortest } from "../render/format_number.ts";

/** A repair of buckets that were not monotonic. */
export interface MonotonicityRepair {
  readonly timeMs: number;
  readonly minBucket: number;
  readonly maxBucket: number;
  readonly maxDiff: number;
}

interface Repairs {
  readonly span: Span;
  readonly from: MonotonicityRepair;
  readonly to: MonotonicityRepair;
  readonly count: number;
}

const MONOTONICITY =
  "PromQL info: input to histogram_quantile needed to be fixed for monotonicity (see " +
  "https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile)";

/** What an evaluation has to say beside its result: each thing once, the last place counts. */
export class Annotations {
  readonly #warnings = new Map<string, Span>();
  readonly #infos = new Map<string, Span>();
  readonly #repairs = new Map<string, Repairs>();

  /** Notes what is likely a mistake. */
  warn(span: Span, text: string): void {
    this.#warnings.set(`PromQL warning: ${text}`, span);
  }

  /** Notes what may be a mistake. */
  inform(span: Span, text: string): void {
    this.#infos.set(`PromQL info: ${text}`, span);
  }

  /** Notes a quantile outside of 0..1. */
  badQuantile(span: Span, quantile: number): void {
    if (quantile >= 0 && quantile <= 1) return;
    this.warn(
      span,
      `quantile value should be between 0 and 1, got ${formatShortest(quantile)}`,
    );
  }

  /** Notes that buckets were repaired; several repairs are told as one. */
  repaired(span: Span, metric: string, repair: MonotonicityRepair): void {
    const key = metric === "" ? MONOTONICITY : `${MONOTONICITY} for metric name ${quote(metric)}`;
    const known = this.#repairs.get(key);
    if (known === undefined) {
      this.#repairs.set(key, { span, from: repair, to: repair, count: 1 });
      return;
    }
    const { from, to, count } = known;
    this.#repairs.set(key, {
      span,
      from: {
        timeMs: Math.min(from.timeMs, repair.timeMs),
        minBucket: Math.min(from.minBucket, repair.minBucket),
        maxBucket: 0,
        maxDiff: 0,
      },
      to: {
        timeMs: Math.max(to.timeMs, repair.timeMs),
        minBucket: 0,
        maxBucket: Math.max(to.maxBucket, repair.maxBucket),
        maxDiff: Math.max(to.maxDiff, repair.maxDiff),
      },
      count: count + 1,
    });
  }

  /** The warnings with their places in the text. */
  warnings(text: string): string[] {
    return placed(this.#warnings, text);
  }

  /** The infos with their places in the text. */
  infos(text: string): string[] {
    const repairs = [...this.#repairs].map(([key, repair]) => told(key, repair, text));
    return [...placed(this.#infos, text), ...repairs];
  }
}

function placed(notes: ReadonlyMap<string, Span>, text: string): string[] {
  return [...notes].map(([note, span]) => `${note} (${lineAndColumn(text, span.start)})`);
}

function told(key: string, { span, from, to, count }: Repairs, text: string): string {
  const buckets = `${formatShortest(from.minBucket)} to ${formatShortest(to.maxBucket)}`;
  const [first, last] = [from, to].map(({ timeMs }) => rfc3339(timeMs));
  return `${key}, from buckets ${buckets}, with a max diff of ${twoDigits(to.maxDiff)}, ` +
    `over ${count} samples from ${first} to ${last} (${lineAndColumn(text, span.start)})`;
}

function rfc3339(timeMs: number): string {
  return new Date(timeMs).toISOString().replace(/\.\d+Z$/, "Z");
}

/** Go's `%.2g`, which gives a tie to the even digit. */
function twoDigits(value: number): string {
  const size = Math.abs(value);
  const unit = size === 0 ? 1 : 10 ** (Math.floor(Math.log10(size)) - 1);
  const up = Number(value.toPrecision(2));
  const isTie = up - value === value - (up - unit);
  const rounded = isTie && Math.round(up / unit) % 2 === 1 ? up - unit : up;
  if (size !== 0 && (size < 1e-4 || size >= 100)) {
    return rounded.toExponential().replace(/e([+-])(\d)$/, "e$10$2");
  }
  return String(rounded);
}
