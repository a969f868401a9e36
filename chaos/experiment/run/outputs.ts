import { PythonError } from "../python/python_error.ts";
import {
  fromPlain,
  isMap,
  memberOf,
  setMember,
  type Value,
  type ValueMap,
} from "../python/value.ts";

/** What activities answered, for `${outputs.<name>…}` of later ones. */
export class Outputs {
  readonly #values: ValueMap = {};

  /** Remembers what an activity answered; of equal names the last one counts. */
  set(name: string, output: Value): void {
    setMember(this.#values, name, output);
  }

  /**
   * Finds `name`, `name.member`, `name.list[0]`. A name may hold dots itself: the longest one that fits counts.
   * What a program printed is a text: a step into one that is JSON goes into what it says.
   *
   * @throws {PythonError} KeyError when there is no such output.
   */
  readonly find = (reference: string): Value => {
    const names = Object.keys(this.#values).filter((name) => isName(name, reference))
      .sort((a, b) => b.length - a.length);
    const [name] = names;
    if (name === undefined) throw missing(reference);
    let value = this.#values[name] ?? null;
    for (const step of stepsOf(reference.slice(name.length))) {
      const next = stepInto(typeof value === "string" ? parsed(value) : value, step);
      if (next === undefined) throw missing(reference);
      value = next;
    }
    return value;
  };
}

function stepInto(value: Value, step: string | number): Value | undefined {
  if (typeof step === "number") return Array.isArray(value) ? value.at(step) : undefined;
  return isMap(value) ? memberOf(value, step) : undefined;
}

function parsed(text: string): Value {
  try {
    return fromPlain(JSON.parse(text));
  } catch {
    return text;
  }
}

/** Says whether a reference is to an output of this name. */
export function isName(name: string, reference: string): boolean {
  return reference === name || reference.startsWith(`${name}.`) || reference.startsWith(`${name}[`);
}

function stepsOf(path: string): (string | number)[] {
  return [...path.matchAll(/\.([^.[\]]+)|\[(-?\d+)\]/g)].map(([, key, index]) =>
    index === undefined ? key ?? "" : Number(index)
  );
}

function missing(reference: string): PythonError {
  return new PythonError("KeyError", `there is no output "${reference}" yet`);
}
