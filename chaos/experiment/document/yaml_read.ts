import { isAlias, isMap as isYamlMap, isScalar, isSeq, LineCounter, parseAllDocuments } from "yaml";
import type { Document, Node, Pair, Scalar, YAMLMap } from "yaml";
import { textOf } from "../python/text.ts";
import { isMap, setMember, type Value, type ValueMap } from "../python/value.ts";
import type { ReadDocument } from "./json_read.ts";
import { type Path, Places, SyntaxProblem } from "./place.ts";
import { resolvePlain, yamlFloat, yamlInt } from "./yaml_scalar.ts";

const DEEPEST = 200;
const MOST_NODES = 200_000;
const TAG = "tag:yaml.org,2002:";

/**
 * Reads YAML 1.1 as PyYAML's safe loader does: one document, no tags but those of YAML itself, of equal
 * keys the last one counts.
 *
 * @throws {SyntaxProblem}
 */
export function readYaml(text: string): ReadDocument {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, {
    lineCounter: lines,
    schema: "failsafe",
    version: "1.1",
    uniqueKeys: false,
    merge: false,
    prettyErrors: false,
    logLevel: "silent",
  });
  if (!Array.isArray(documents) || documents.length === 0) {
    return { value: null, places: new Places() };
  }
  const [first, second] = documents;
  const fault = first?.errors[0];
  if (fault !== undefined) throw problemAt(wordsOf(fault.message), fault.pos[0], lines);
  if (second !== undefined) throw problemAt("Expected one document", second.range[0], lines);
  return new YamlReader(first as Document, lines, text).read();
}

class YamlReader {
  readonly #document: Document;
  readonly #lines: LineCounter;
  readonly #places = new Places();
  readonly #known = new Map<Node, Value>();
  /** Collections that are being read: an alias to one of them would hold itself. */
  readonly #open = new Set<Node>();
  readonly #length: number;
  readonly #endsInLine: boolean;
  #count = 0;

  constructor(document: Document, lines: LineCounter, text: string) {
    this.#document = document;
    this.#lines = lines;
    this.#length = text.length;
    this.#endsInLine = text.endsWith("\n");
  }

  read(): ReadDocument {
    return { value: this.#value(this.#document.contents, []), places: this.#places };
  }

  #value(node: unknown, path: Path): Value {
    if (node === null || node === undefined) return null;
    const found = node as Node;
    this.#mark(path, found);
    if (path.length > DEEPEST) throw this.#problem("Nested too deeply", found);
    if (++this.#count > MOST_NODES) throw this.#problem("Too many values", found);
    if (isAlias(found)) return this.#alias(found, path);
    if (isScalar(found)) return this.#scalar(found);
    const value = isSeq(found) ? [] : {};
    this.#known.set(found, value);
    this.#open.add(found);
    if (isSeq(found)) {
      this.#refuseTag(found, "seq");
      found.items.forEach((item, at) => (value as Value[]).push(this.#value(item, [...path, at])));
    } else if (isYamlMap(found)) {
      this.#refuseTag(found, "map");
      this.#fill(value as ValueMap, found, path);
    }
    this.#open.delete(found);
    return value;
  }

  #alias(node: Node & { resolve(document: Document): unknown }, path: Path): Value {
    const target = node.resolve(this.#document) as Node | undefined;
    if (target === undefined) throw this.#problem("Unknown alias", node);
    if (this.#open.has(target)) throw this.#problem("A value may not hold itself", node);
    const known = this.#known.get(target);
    if (known === undefined) return this.#value(target, path);
    this.#count += sizeOf(known, MOST_NODES - this.#count);
    if (this.#count > MOST_NODES) throw this.#problem("Too many values", node);
    return known;
  }

  /** What is merged comes first, as PyYAML has it; the mapping's own members go before it. */
  #fill(map: ValueMap, node: YAMLMap, path: Path): void {
    const own: [string, Pair<unknown, unknown>][] = [];
    for (const pair of node.items as Pair<unknown, unknown>[]) {
      const key = this.#key(pair.key);
      if (key === MERGE) {
        this.#sources(pair.value, path).reverse().forEach((from) => put(map, from));
      } else own.push([key, pair]);
    }
    const seen = new Set<string>();
    for (const [key, pair] of own) {
      if (seen.has(key)) this.#places.repeat([...path, key]);
      seen.add(key);
      setMember(map, key, this.#value(pair.value, [...path, key]));
      this.#mark([...path, key], pair.key as Node);
    }
  }

  #key(key: unknown): string | typeof MERGE {
    if (isScalar(key)) {
      if (key.type === "PLAIN" && key.value === "<<" && key.tag === undefined) return MERGE;
      return keyText(this.#scalar(key));
    }
    if (isAlias(key)) return keyText(this.#alias(key, []));
    if (key === null) return "null";
    throw this.#problem("Expected text for a key", key as Node);
  }

  #sources(node: unknown, path: Path): ValueMap[] {
    const value = this.#value(node, [...path, "<<"]);
    const sources = Array.isArray(value) ? value : [value];
    if (sources.every(isMap)) return sources;
    throw this.#problem("Expected a mapping to merge", node as Node);
  }

  #scalar(node: Scalar): Value {
    const text = this.#textOf(node);
    const tag = node.tag;
    if (tag === undefined || tag === "?") {
      return node.type === "PLAIN" || node.type === undefined ? this.#plain(text, node) : text;
    }
    if (tag === "!" || tag === `${TAG}str`) return text;
    const value = this.#plain(text, node);
    if (tag === `${TAG}null`) return null;
    if (tag === `${TAG}bool` && typeof value === "boolean") return value;
    if (tag === `${TAG}int` && /^[-+]?[0-9]/.test(text)) return yamlInt(text);
    if (tag === `${TAG}float` && /^[-+]?[0-9.]/.test(text)) return yamlFloat(text);
    if (tag === `${TAG}timestamp`) return value;
    if (tag === `${TAG}binary`) return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
    throw this.#problem(`Cannot read the tag ${tag}`, node);
  }

  /** A block at the very end of a file that ends without a line end has none either. */
  #textOf(node: Scalar): string {
    const text = String(node.value ?? "");
    const isBlock = node.type === "BLOCK_LITERAL" || node.type === "BLOCK_FOLDED";
    const isLast = !this.#endsInLine && (node.range?.[1] ?? 0) >= this.#length;
    return isBlock && isLast ? text.replace(/\n$/, "") : text;
  }

  #plain(text: string, node: Scalar): Value {
    try {
      return resolvePlain(text);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw this.#problem(error.message, node);
    }
  }

  #refuseTag(node: Node & { tag?: string | undefined }, kind: string): void {
    if (node.tag === undefined || node.tag === `${TAG}${kind}`) return;
    throw this.#problem(`Cannot read the tag ${node.tag}`, node);
  }

  #mark(path: Path, node: Node): void {
    if (node?.range) this.#places.set(path, placeOf(node.range[0], this.#lines));
  }

  #problem(message: string, node: Node): SyntaxProblem {
    return problemAt(message, node?.range?.[0] ?? 0, this.#lines);
  }
}

const MERGE = Symbol("merge");

function put(map: ValueMap, source: ValueMap): void {
  for (const [name, value] of Object.entries(source)) setMember(map, name, value);
}

/** A key as JSON writes it; Python would keep its type. */
function keyText(key: Value): string {
  return key === null || typeof key === "boolean" ? String(key) : textOf(key);
}

function sizeOf(value: Value, limit: number): number {
  let size = 0;
  const waiting: Value[] = [value];
  for (let next = waiting.pop(); next !== undefined && size <= limit; next = waiting.pop()) {
    size++;
    if (Array.isArray(next)) waiting.push(...next);
    else if (isMap(next)) waiting.push(...Object.values(next));
  }
  return size;
}

function problemAt(message: string, offset: number, lines: LineCounter): SyntaxProblem {
  return new SyntaxProblem(message, placeOf(offset, lines));
}

function placeOf(offset: number, lines: LineCounter) {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col) };
}

/** The first line of what the parser says; that its stack is full means that the text is too deep. */
function wordsOf(message: string): string {
  const [line = message] = message.split("\n");
  return line.includes("call stack") ? "Nested too deeply" : line;
}
