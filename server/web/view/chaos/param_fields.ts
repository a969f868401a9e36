import type { FaultKindView } from "@netops/core/contracts";
import { formatBytes, formatMs, formatRatio } from "../format.ts";
import { plainText } from "../plain_text.ts";

/** A parameter of a kind of fault as a field of a form. */
export interface ParamField {
  readonly name: string;
  /** In words, with its unit. */
  readonly label: string;
  readonly type: "integer" | "number" | "text" | "list" | "choice" | "pair";
  /** Left out where no value means that it does not matter. */
  readonly initial?: string;
  readonly min?: number;
  readonly max?: number;
  readonly choices?: readonly string[];
  /** Whether it says which requests are touched, not what is done to them. */
  readonly isMatch: boolean;
}

interface PropertySchema {
  readonly type?: string;
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly enum?: readonly unknown[];
}

/** Parameters that every fault on requests has. */
const MATCH: ReadonlySet<string> = new Set([
  ...["methods", "path", "header", "account", "accountRatio", "firstCount", "from"],
]);

/** The parameters of a kind, in the order of its JSON schema. */
export function paramFields({ parameters }: Pick<FaultKindView, "parameters">): ParamField[] {
  const properties = (parameters["properties"] ?? {}) as Record<string, PropertySchema>;
  // The share of requests narrows them where other conditions do; elsewhere it is the parameter itself.
  const hasMatch = Object.hasOwn(properties, "methods");
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    label: labelOf(name),
    type: typeOf(schema),
    ...(schema.default === undefined ? {} : { initial: String(schema.default) }),
    ...(schema.minimum === undefined ? {} : { min: schema.minimum }),
    ...(schema.maximum === undefined ? {} : { max: schema.maximum }),
    ...(schema.enum === undefined ? {} : { choices: schema.enum.map(String) }),
    isMatch: hasMatch && schema.default === undefined && (MATCH.has(name) || name === "ratio"),
  }));
}

function typeOf({ type, enum: choices }: PropertySchema): ParamField["type"] {
  if (choices !== undefined) return "choice";
  switch (type) {
    case "integer":
    case "number":
      return type;
    case "array":
      return "list";
    case "object":
      return "pair";
    default:
      return "text";
  }
}

const UNITS: readonly (readonly [RegExp, string])[] = [
  [/Ms$/, "ms"],
  [/Us$/, "µs"],
  [/Bytes$/, "bytes"],
  [/Ratio$|^ratio$|^toxicity$/, "0 to 1"],
  [/^kilobytesPerSecond$/, "KB/s"],
  [/^bytesPerSecond$/, "bytes/s"],
];

const LABELS: Readonly<Record<string, string>> = {
  ratio: "share of requests",
  toxicity: "share of connections",
  kilobytesPerSecond: "rate",
  bytesPerSecond: "rate",
  header: "header",
  methods: "methods, by comma",
  from: "asked by app",
  firstCount: "first requests",
  runRatio: "share of the time that it runs, 0 to 1",
  accountRatio: "share of accounts",
};

function labelOf(name: string): string {
  const unit = UNITS.find(([pattern]) => pattern.test(name))?.[1];
  const bare = name.replace(/(Ms|Us|Bytes)$/, "").replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
  const words = LABELS[name] ?? (bare === "" ? name : bare);
  return plainText(unit === undefined ? words : `${words}, ${unit}`);
}

/** Says the parameters in words: `delay 1.00 s, jitter 0 ms`; which requests are touched is left out. */
export function paramWords(kind: Pick<FaultKindView, "parameters">): string {
  const own = paramFields(kind).filter(({ isMatch }) => !isMatch);
  return own.map(({ name, label, initial }) => {
    const words = label.split(",")[0] ?? name;
    return initial === undefined ? words : `${words} ${valueWords(name, initial)}`;
  }).join(", ");
}

function valueWords(name: string, initial: string): string {
  const value = Number(initial);
  if (initial === "" || Number.isNaN(value)) return initial;
  if (name.endsWith("Ms")) return formatMs(value).replace(/\.0+ /, " ");
  if (name.endsWith("Bytes")) return formatBytes(value);
  if (name.endsWith("Us")) return `${value} µs`;
  if (name === "kilobytesPerSecond") return `${value} KB/s`;
  if (name === "bytesPerSecond") return `${formatBytes(value)}/s`;
  return /ratio$|^toxicity$/i.test(name) ? formatRatio(value) : initial;
}

/** Reads what was typed; an empty field is left out. What is out of bounds the guardian refuses in words. */
export function readParams(
  fields: readonly ParamField[],
  typed: ReadonlyMap<string, string>,
): Record<string, unknown> {
  const read: Record<string, unknown> = {};
  for (const { name, type } of fields) {
    const text = (typed.get(name) ?? "").trim();
    if (type === "pair") {
      const value = (typed.get(`${name}.value`) ?? "").trim();
      if (text !== "") read[name] = { name: text, value };
    } else if (text !== "") {
      read[name] = type === "integer" || type === "number"
        ? Number(text)
        : type === "list"
        ? text.split(",").map((one) => one.trim().toUpperCase()).filter((one) => one !== "")
        : text;
    }
  }
  return read;
}
