import { readJson } from "../document/json_read.ts";
import { SyntaxProblem } from "../document/place.ts";
import { PythonError } from "../python/python_error.ts";
import type { Value } from "../python/value.ts";

/**
 * Decodes a body as requests does: parsed when the content type is exactly `application/json`, else text.
 *
 * @throws {PythonError} JSONDecodeError when it is not what it says.
 */
export function decodeBody(bytes: Uint8Array, contentType: string | null): Value {
  if (contentType !== "application/json") return decodeText(bytes, contentType);
  try {
    return readJson(decodeText(bytes, "application/json; charset=utf-8")).value;
  } catch (error) {
    if (!(error instanceof SyntaxProblem)) throw error;
    throw new PythonError("JSONDecodeError", error.message);
  }
}

function decodeText(bytes: Uint8Array, contentType: string | null): string {
  const charset = charsetOf(contentType);
  if (charset === "iso-8859-1" || charset === "latin-1" || charset === "latin1") {
    return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  }
  try {
    return new TextDecoder(charset ?? "utf-8", { ignoreBOM: true }).decode(bytes);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes); // an encoding nobody knows
  }
}

/** The charset of the header; text without one is Latin-1, JSON UTF-8, as HTTP once had it. */
function charsetOf(contentType: string | null): string | undefined {
  if (contentType === null) return undefined;
  const [type = "", ...parameters] = contentType.split(";").map((part) => part.trim());
  for (const parameter of parameters) {
    const [name = "", value = ""] = parameter.split(/=(.*)/s);
    if (name.trim().toLowerCase() === "charset") {
      return value.trim().replace(/^["']+|["']+$/g, "").toLowerCase();
    }
  }
  if (type.includes("text")) return "iso-8859-1";
  return type.includes("application/json") ? "utf-8" : undefined;
}
