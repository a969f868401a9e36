import type { Path } from "../document/place.ts";
import { isInt, isMap, type Value, type ValueMap } from "../python/value.ts";
import { parsePath } from "../jsonpath/parser.ts";
import { standardPath } from "../jsonpath/standard_path.ts";
import { compilePattern } from "../regex/translate.ts";
import { TOLERANCE_SCHEMAS } from "../schema/schema.ts";
import type { Finding } from "./diagnostic.ts";
import { nearestWord } from "./nearest.ts";
import { type ObjectSchema, shapeFindings, show } from "./shape.ts";

/** What is wrong with a tolerance. */
export function toleranceFindings(tolerance: Value, path: Path): Finding[] {
  if (isInt(tolerance) || typeof tolerance === "string" || Array.isArray(tolerance)) return [];
  if (!isMap(tolerance)) {
    const message = `A tolerance must be a whole number, text, a bool, a list or a mapping, not ${
      show(tolerance)
    }`;
    return [{
      path,
      message,
      fix: 'for other numbers use {"type": "range", "range": [low, high]}',
    }];
  }
  const { type } = tolerance;
  const schema = schemaOf(type);
  if (schema === undefined) {
    const near = typeof type === "string"
      ? nearestWord(type, Object.keys(TOLERANCE_SCHEMAS))
      : undefined;
    return [{
      path: Object.hasOwn(tolerance, "type") ? [...path, "type"] : path,
      message: `The type of a tolerance must be regex, jsonpath, range or probe, not ${
        show(type ?? null)
      }`,
      ...(near === undefined ? {} : { fix: `did you mean "${near}"?` }),
    }];
  }
  const shape = shapeFindings(schema, tolerance, path);
  return shape.some(({ severity }) => severity === undefined)
    ? shape
    : [...shape, ...inside(tolerance, path)];
}

function schemaOf(type: Value | undefined): ObjectSchema | undefined {
  const schemas: Readonly<Record<string, ObjectSchema>> = TOLERANCE_SCHEMAS;
  return typeof type === "string" && Object.hasOwn(schemas, type) ? schemas[type] : undefined;
}

function inside(tolerance: ValueMap, path: Path): Finding[] {
  if (tolerance["type"] === "regex") {
    return complaint(() => compilePattern(String(tolerance["pattern"])), [...path, "pattern"]);
  }
  if (tolerance["type"] !== "jsonpath") return [];
  const text = String(tolerance["path"]).trim();
  if (text.includes("${") || standardPath(text) !== undefined) return [];
  return complaint(() => parsePath(text), [...path, "path"]);
}

function complaint(check: () => unknown, path: Path): Finding[] {
  try {
    check();
    return [];
  } catch (error) {
    return [{ path, message: error instanceof Error ? error.message : String(error) }];
  }
}
