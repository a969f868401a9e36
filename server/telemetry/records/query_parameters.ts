import { NetopsError } from "@netops/core";

const MOST_CHARS = 2_000;
const MOST_REPEATS = 20;

/** Reads the parameters of a query one by one; what nobody read is a mistake. */
export class QueryParameters {
  readonly #query: URLSearchParams;
  readonly #read = new Set<string>();

  /** Takes the query of a URL. */
  constructor(url: string) {
    this.#query = new URL(url).searchParams;
  }

  /** All values of a name. @throws {NetopsError} REQUEST_INVALID when they are too many or too long. */
  all(name: string): readonly string[] {
    this.#read.add(name);
    const values = this.#query.getAll(name);
    if (values.length > MOST_REPEATS) throw invalid(name, "as it is given too often");
    if (values.some((value) => value.length > MOST_CHARS)) throw invalid(name, "as it is too long");
    return values;
  }

  /** The one value of a name, or undefined. @throws {NetopsError} REQUEST_INVALID */
  text(name: string): string | undefined {
    const [value, ...more] = this.all(name);
    if (more.length > 0) throw invalid(name, "more than once");
    if (value === "") throw invalid(name, "as it is empty");
    return value;
  }

  /** A number from 0 to `most`, or undefined. @throws {NetopsError} REQUEST_INVALID */
  number(name: string, most: number = Number.MAX_SAFE_INTEGER): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const value = /^\d{1,16}(\.\d{1,9})?$/.test(text) ? Number(text) : NaN;
    if (value >= 0 && value <= most) return value;
    throw invalid(name, `as "${text.slice(0, 40)}" is no number from 0 to ${most}`);
  }

  /** A whole number from 1 to `most`, or what stands for none. @throws {NetopsError} REQUEST_INVALID */
  limit(name: string, { most, otherwise }: { most: number; otherwise: number }): number {
    const value = this.number(name, most) ?? otherwise;
    if (Number.isInteger(value) && value >= 1) return value;
    throw invalid(name, `as it is no whole number from 1 to ${most}`);
  }

  /** One of some words, or undefined. @throws {NetopsError} REQUEST_INVALID */
  choice<Choice extends string>(name: string, choices: readonly Choice[]): Choice | undefined {
    const text = this.text(name);
    const choice = choices.find((each) => each === text);
    if (text === undefined || choice !== undefined) return choice;
    throw invalid(name, `as "${text.slice(0, 40)}" is none of ${choices.join(", ")}`);
  }

  /** Names after a prefix with their values. @throws {NetopsError} REQUEST_INVALID */
  prefixed(prefix: string): readonly (readonly [string, string])[] {
    const names = new Set([...this.#query.keys()].filter((name) => name.startsWith(prefix)));
    if (names.size > MOST_REPEATS) throw invalid(`${prefix}*`, "as there are too many");
    return [...names].flatMap((name) => {
      const rest = name.slice(prefix.length);
      if (rest === "" || name.length > 200) throw invalid(name, "as it names no field");
      return this.all(name).map((value) => [rest, value] as const);
    });
  }

  /** Ends reading. @throws {NetopsError} REQUEST_INVALID for the first name that nobody read. */
  end(): void {
    const unknown = [...this.#query.keys()].find((name) => !this.#read.has(name));
    if (unknown === undefined) return;
    throw new NetopsError(
      "REQUEST_INVALID",
      `Cannot take the parameter "${unknown.slice(0, 80)}"`,
      {
        fix: `use ${[...this.#read].sort().join(", ")}`,
      },
    );
  }
}

function invalid(name: string, why: string): NetopsError {
  return new NetopsError("REQUEST_INVALID", `Cannot take ${name.slice(0, 80)} ${why}`);
}
