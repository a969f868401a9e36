import { floatValue, intValue, setMember, type Value, type ValueMap } from "../python/value.ts";
import { type Path, placeAt, Places, SyntaxProblem } from "./place.ts";

/** A document that was read, with the place of everything in it. */
export interface ReadDocument {
  readonly value: Value;
  readonly places: Places;
}

const DEEPEST = 500;
const NUMBER = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?/y;
const WORDS: readonly (readonly [string, Value])[] = [
  ["null", null],
  ["true", true],
  ["false", false],
  ["NaN", NaN],
  ["Infinity", Infinity],
  ["-Infinity", -Infinity],
];
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  "\\": "\\",
  "/": "/",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
};

/**
 * Reads JSON as Python does: `NaN` and `Infinity` are numbers, of equal keys the last one counts.
 *
 * @throws {SyntaxProblem}
 */
export function readJson(text: string): ReadDocument {
  return new JsonReader(text).read();
}

class JsonReader {
  readonly #text: string;
  readonly #places = new Places();
  /** Offsets at which lines begin. */
  readonly #lineStarts: number[] = [0];
  #at = 0;

  constructor(text: string) {
    this.#text = text;
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) {
      this.#lineStarts.push(at + 1);
    }
  }

  read(): ReadDocument {
    if (this.#text.startsWith("\ufeff")) throw this.#problem("Unexpected byte order mark");
    const value = this.#value([]);
    this.#skip();
    if (this.#at < this.#text.length) throw this.#problem("Extra data");
    return { value, places: this.#places };
  }

  #value(path: Path): Value {
    this.#skip();
    if (path.length > DEEPEST) throw this.#problem("Nested too deeply");
    this.#mark(path);
    const char = this.#text.charAt(this.#at);
    if (char === "{") return this.#object(path);
    if (char === "[") return this.#array(path);
    if (char === '"') return this.#string();
    const word = WORDS.find(([name]) => this.#text.startsWith(name, this.#at));
    if (word === undefined) return this.#number();
    this.#at += word[0].length;
    return word[1];
  }

  #object(path: Path): Value {
    const map: ValueMap = {};
    this.#at++;
    this.#skip();
    if (this.#take("}")) return map;
    do {
      this.#skip();
      const keyAt = this.#at;
      if (this.#text.charAt(keyAt) !== '"') {
        throw this.#problem("Expecting property name enclosed in double quotes");
      }
      const key = this.#string();
      this.#skip();
      if (!this.#take(":")) throw this.#problem("Expecting ':' delimiter");
      const value = this.#value([...path, key]);
      this.#mark([...path, key], keyAt);
      if (Object.hasOwn(map, key)) this.#places.repeat([...path, key]);
      setMember(map, key, value);
      this.#skip();
    } while (this.#take(","));
    if (!this.#take("}")) throw this.#problem("Expecting ',' delimiter");
    return map;
  }

  #array(path: Path): Value {
    const list: Value[] = [];
    this.#at++;
    this.#skip();
    if (this.#take("]")) return list;
    do {
      list.push(this.#value([...path, list.length]));
      this.#skip();
    } while (this.#take(","));
    if (!this.#take("]")) throw this.#problem("Expecting ',' delimiter");
    return list;
  }

  #number(): Value {
    NUMBER.lastIndex = this.#at;
    const match = NUMBER.exec(this.#text);
    if (match === null) {
      throw this.#problem("Expecting value");
    }
    this.#at += match[0].length;
    const isFloat = match[1] !== undefined || match[2] !== undefined;
    return isFloat ? floatValue(Number(match[0])) : intValue(match[0]);
  }

  #string(): string {
    let text = "";
    for (let at = this.#at + 1;;) {
      const char = this.#text.charAt(at);
      if (char === '"') {
        this.#at = at + 1;
        return text;
      }
      if (char === "") throw this.#problem("Unterminated string starting at");
      if (char < " ") {
        throw this.#problem("Invalid control character at", at);
      }
      if (char !== "\\") {
        text += char;
        at++;
        continue;
      }
      const [decoded, length] = this.#escape(at);
      text += decoded;
      at += length;
    }
  }

  #escape(at: number): [string, number] {
    const mark = this.#text.charAt(at + 1);
    const hex = this.#text.slice(at + 2, at + 6);
    if (mark === "u" && /^[0-9a-f]{4}$/i.test(hex)) {
      return [String.fromCharCode(parseInt(hex, 16)), 6];
    }
    const decoded = ESCAPES[mark];
    if (decoded === undefined) throw this.#problem("Invalid \\escape", at);
    return [decoded, 2];
  }

  #skip(): void {
    while (" \t\n\r".includes(this.#text.charAt(this.#at)) && this.#at < this.#text.length) {
      this.#at++;
    }
  }

  #take(char: string): boolean {
    if (this.#text.charAt(this.#at) !== char) return false;
    this.#at++;
    return true;
  }

  #mark(path: Path, at = this.#at): void {
    let [low, high] = [0, this.#lineStarts.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.#lineStarts[middle] ?? 0) <= at) low = middle;
      else high = middle - 1;
    }
    this.#places.set(path, { line: low + 1, column: at - (this.#lineStarts[low] ?? 0) + 1 });
  }

  #problem(message: string, at = this.#at): SyntaxProblem {
    return new SyntaxProblem(message, placeAt(this.#text, at), at);
  }
}
