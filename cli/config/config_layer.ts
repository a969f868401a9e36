import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";
import type { Document, Pair, ParsedNode, YAMLMap } from "yaml";
import type { ConfigPlace, ConfigProblem } from "./config_problem.ts";

/** A key of a configuration, from the root down. */
export type ConfigPath = readonly (string | number)[];

/** One source of settings that knows where each of them stands. */
export interface ConfigLayer {
  /** A plain tree of maps, lists and scalars; undefined when the source is empty. */
  readonly value: unknown;
  /** What is wrong with the source itself, such as its syntax. */
  readonly problems: readonly ConfigProblem[];
  /** Where a value (or its key) stands, or undefined when this layer does not set it. */
  place(path: ConfigPath, part: "key" | "value"): ConfigPlace | undefined;
  /** The place of the deepest part of `path` that this layer has, and how deep that is. */
  nearest(path: ConfigPath): { readonly place: ConfigPlace; readonly depth: number };
}

/**
 * Parses YAML or JSON text into a layer; `source` is the path shown in messages.
 *
 * Numbers and booleans stay text, as written, where the grammar wants text: in `command`, in `env`
 * and for `seed` (`VERSION: 1.10` is "1.10").
 */
export function parseConfigLayer(text: string, source: string): ConfigLayer {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, merge: true, prettyErrors: false });
  const problems = [...document.errors, ...document.warnings].map((error): ConfigProblem => ({
    place: placeOf({ text, source, lines }, error.pos),
    message: syntaxMessage(error.code, error.message),
  }));
  keepText(document);
  return new FileLayer({ text, source, lines, document, problems });
}

interface Source {
  readonly text: string;
  readonly source: string;
  readonly lines: LineCounter;
}

interface FileLayerParts extends Source {
  readonly document: Document.Parsed;
  readonly problems: ConfigProblem[];
}

class FileLayer implements ConfigLayer {
  readonly value: unknown;
  readonly problems: readonly ConfigProblem[];
  readonly #parts: FileLayerParts;

  constructor(parts: FileLayerParts) {
    this.#parts = parts;
    this.problems = parts.problems;
    this.value = parts.problems.length > 0 ? undefined : this.#toValue();
  }

  place(path: ConfigPath, part: "key" | "value"): ConfigPlace | undefined {
    const { place, depth } = this.#walk(path, part);
    return depth === path.length ? place : undefined;
  }

  nearest(path: ConfigPath): { readonly place: ConfigPlace; readonly depth: number } {
    return this.#walk(path, "key");
  }

  #toValue(): unknown {
    try {
      return this.#parts.document.toJS() ?? undefined;
    } catch (error) {
      // An alias bomb or an alias without an anchor: the parser finds it only now.
      const message = error instanceof Error ? error.message : String(error);
      this.#parts.problems.push({ place: placeOf(this.#parts, [0, 1]), message });
      return undefined;
    }
  }

  #walk(path: ConfigPath, part: "key" | "value"): { place: ConfigPlace; depth: number } {
    const { document } = this.#parts;
    let node: Node | null = document.contents;
    let key: Node | null = node;
    let depth = 0;
    for (const step of path) {
      const next = child(resolve(node, document), step);
      if (next === undefined) break;
      key = next.key ?? next.value;
      node = next.value;
      depth++;
    }
    const shown = part === "key" || node === null ? key : node;
    return { place: placeOf(this.#parts, rangeOf(shown)), depth };
  }
}

function resolve(node: Node | null, document: Document.Parsed): Node | null {
  return isAlias(node) ? node.resolve(document) ?? null : node;
}

function child(
  node: Node | null,
  step: string | number,
): { key: Node | null; value: Node | null } | undefined {
  if (isSeq(node)) {
    const item = node.items[Number(step)];
    return item === undefined ? undefined : { key: null, value: item as Node | null };
  }
  if (!isMap(node)) return undefined;
  const pair = node.items.find((item) =>
    isScalar(item.key) && String(item.key.value) === String(step)
  );
  if (pair === undefined) return undefined;
  return { key: pair.key as Node, value: pair.value as Node | null };
}

function rangeOf(node: Node | null): readonly [number, number] {
  const range = node?.range;
  return range === null || range === undefined ? [0, 1] : [range[0], range[1]];
}

function placeOf(source: Source, [from, to]: readonly [number, number]): ConfigPlace {
  // The line counter knows only the lines that were parsed: an error may lie at the very end.
  const { line, col } = source.lines.linePos(Math.min(from, source.text.length));
  const text = (source.text.split(/\r?\n/)[line - 1] ?? "").trimEnd();
  return { source: source.source, line, column: col, length: Math.max(1, to - from), text };
}

function syntaxMessage(code: string, message: string): string {
  if (code === "DUPLICATE_KEY") return "This key stands twice in the same map";
  return message.split("\n")[0]?.replace(/[.:]$/, "") ?? message;
}

function keepText(document: Document.Parsed): void {
  const root = document.contents;
  if (!isMap(root)) return;
  asText(valueOf(root, "seed"));
  const services = valueOf(root, "services");
  if (!isMap(services)) return;
  for (const { value: service } of services.items as Pair<ParsedNode, ParsedNode | null>[]) {
    if (!isMap(service)) continue;
    const command = valueOf(service, "command");
    if (isSeq(command)) command.items.forEach((item) => asText(item));
    const env = valueOf(service, "env");
    if (isMap(env)) env.items.forEach((pair) => asText(pair.value));
  }
}

function valueOf(map: YAMLMap, key: string): unknown {
  return map.get(key, true);
}

function asText(node: unknown): void {
  if (!isScalar(node) || (typeof node.value !== "number" && typeof node.value !== "boolean")) {
    return;
  }
  node.value = node.source ?? String(node.value);
}
