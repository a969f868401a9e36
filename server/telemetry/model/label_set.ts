/** The label that holds a metric's name. */
export const METRIC_NAME = "__name__";

/** Labels that tell of the metric itself, not of what it measures; arithmetic loses them. */
const METADATA: ReadonlySet<string> = new Set([METRIC_NAME, "__type__", "__unit__"]);

/**
 * The labels of a series: sorted by name, without empty values, never changed.
 *
 * `key` is equal for equal sets and for no others: names and values are joined by control characters,
 * and those within values are escaped. Source: Prometheus, data model.
 */
export class LabelSet {
  static readonly EMPTY: LabelSet = new LabelSet([], []);

  readonly names: readonly string[];
  readonly values: readonly string[];
  #key: string | undefined;
  #nameless: LabelSet | undefined;

  private constructor(names: readonly string[], values: readonly string[]) {
    this.names = names;
    this.values = values;
  }

  /** Makes a set of pairs in any order; the last of two with one name counts. */
  static of(
    labels: Readonly<Record<string, string>> | Iterable<readonly [string, string]>,
  ): LabelSet {
    const pairs = Symbol.iterator in labels
      ? new Map(labels as Iterable<readonly [string, string]>)
      : new Map(Object.entries(labels));
    const names = [...pairs.keys()].filter((name) => pairs.get(name) !== "").sort(byCodeUnit);
    return new LabelSet(names, names.map((name) => pairs.get(name) ?? ""));
  }

  /** Equal for equal sets only. */
  get key(): string {
    this.#key ??= this.names.map((name, index) => `${name}\u0001${escaped(this.values[index])}`)
      .join("\u0002");
    return this.#key;
  }

  /** The value of a label; "" when there is none, which Prometheus holds for the same. */
  get(name: string): string {
    const index = this.names.indexOf(name);
    return index < 0 ? "" : this.values[index] ?? "";
  }

  /** The set with some labels given or, by "", taken away. */
  with(changes: Readonly<Record<string, string>>): LabelSet {
    return LabelSet.of([...this.entries(), ...Object.entries(changes)]);
  }

  /** The set with only these labels. */
  keep(names: ReadonlySet<string>): LabelSet {
    return this.#where((name) => names.has(name));
  }

  /** The set without these labels. */
  drop(names: ReadonlySet<string>): LabelSet {
    return this.#where((name) => !names.has(name));
  }

  /** The set without the metric's name, type and unit; the same object each time. */
  get nameless(): LabelSet {
    this.#nameless ??= this.drop(METADATA);
    return this.#nameless;
  }

  /** Name and value, in order of names. */
  *entries(): IterableIterator<readonly [string, string]> {
    for (let at = 0; at < this.names.length; at++) {
      yield [this.names[at] ?? "", this.values[at] ?? ""];
    }
  }

  /** The set as Prometheus' HTTP API has it. */
  toJSON(): Record<string, string> {
    return Object.fromEntries(this.entries());
  }

  #where(isKept: (name: string) => boolean): LabelSet {
    const names: string[] = [];
    const values: string[] = [];
    for (const [name, value] of this.entries()) {
      if (!isKept(name)) continue;
      names.push(name);
      values.push(value);
    }
    return names.length === this.names.length ? this : new LabelSet(names, values);
  }
}

function byCodeUnit(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

function escaped(value = ""): string {
  // deno-lint-ignore no-control-regex
  return /[\u0000-\u0002]/.test(value)
    // deno-lint-ignore no-control-regex
    ? value.replace(/[\u0000-\u0002]/g, (char) => `\u0000${char.charCodeAt(0)}`)
    : value;
}
