import { harmless } from "../print/text_width.ts";

/** A document as indented lines of `key: value`, for people; lists of maps become one line each. */
export function explainLines(value: unknown, indent = ""): readonly string[] {
  if (!isMap(value)) return [`${indent}${word(value)}`];
  return Object.entries(value).filter(([key]) => key !== "schema").flatMap(([key, inner]) => {
    if (Array.isArray(inner) && inner.length > 0) {
      const items = inner.map((item) => `${indent}  - ${flat(item)}`);
      return [`${indent}${title(key)}:`, ...items];
    }
    if (isMap(inner)) return [`${indent}${title(key)}:`, ...explainLines(inner, `${indent}  `)];
    return [`${indent}${title(key)}: ${word(inner)}`];
  });
}

function flat(item: unknown): string {
  if (!isMap(item)) return word(item);
  return Object.entries(item).map(([key, value]) => `${title(key)} ${word(value)}`).join(", ");
}

function word(value: unknown): string {
  if (Array.isArray(value) && value.length === 0) return "none";
  return harmless(typeof value === "string" ? value : JSON.stringify(value) ?? "-");
}

/** `expectedPerWindow` is "expected per window"; units stay at the end. */
function title(key: string): string {
  return key.replace(/Ms$/, " (ms)").replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
