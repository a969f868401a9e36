import { PythonError, typeName } from "../python/python_error.ts";
import { hasValues, substitute } from "../python/template.ts";
import { jsonText } from "../python/json_text.ts";
import { textOf } from "../python/text.ts";
import { isMap, isNumeric, isTruthy, memberOf, numberOf, type Value } from "../python/value.ts";
import type { ValueMap } from "../python/value.ts";
import type { ActivityCall } from "./call.ts";
import { formText, withQuery } from "./url_query.ts";

/** A request that is ready to be sent. */
export interface PreparedRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  readonly body?: string;
}

/** What urllib3 does when `max_retries` is null. */
const DEFAULT_RETRIES = 3;

/** How long parts of an exchange may take; undefined is for ever. */
export interface HttpPatience {
  readonly readMs?: number;
  /** Times a request is sent again. */
  readonly retries: number;
}

/**
 * Prepares a request as Python's requests does: arguments are the query of a GET, JSON when the header
 * `Content-Type` (spelt so) is exactly `application/json`, else a form.
 *
 * @throws {PythonError} for a URL, header or body that requests refuses.
 */
export function prepareRequest(provider: ValueMap, call: ActivityCall): PreparedRequest {
  const { scope } = call;
  const given = substitute(provider["url"] ?? null, scope);
  const verb = Object.hasOwn(provider, "method") ? provider["method"] : "GET";
  if (typeof verb !== "string") {
    throw new PythonError("AttributeError", `'${typeName(verb)}' object has no attribute 'upper'`);
  }
  const method = verb.toUpperCase();
  const fields = substitute(provider["headers"] ?? null, scope);
  const raw = provider["arguments"] ?? null;
  const args = isTruthy(raw) && hasValues(scope) ? substitute(raw, scope) : raw;
  const headers = headersOf(fields);
  const url = urlOf(textOf(given));
  if (method === "GET") return { method, url: withQuery(url, args), headers };
  const isJson = memberOf(fields, "Content-Type") === "application/json";
  const body = isJson ? jsonBody(args) : formBody(args, headers);
  return { method, url, headers, ...(body === undefined ? {} : { body }) };
}

/** Reads `timeout` (s, or connect and read) and `max_retries`. */
export function patienceOf(provider: ValueMap, call: ActivityCall): HttpPatience {
  const given = substitute(provider["timeout"] ?? null, call.scope);
  const wanted = Object.hasOwn(provider, "max_retries") ? provider["max_retries"] : 0;
  const retries = wanted ?? DEFAULT_RETRIES;
  if (!isNumeric(retries)) {
    throw new PythonError("TypeError", `'<' not supported with '${typeName(retries)}'`);
  }
  const count = Math.max(0, numberOf(retries));
  if (given === null) return { retries: count };
  const parts = Array.isArray(given) ? given : [given, given];
  if (parts.length !== 2) {
    throw new PythonError("ValueError", "Invalid timeout: pass a (connect, read) timeout tuple");
  }
  const [connectMs, readMs] = parts.map(timeoutMs);
  const waitMs = readMs ?? connectMs;
  return { retries: count, ...(waitMs === undefined ? {} : { readMs: waitMs }) };
}

function timeoutMs(value: Value): number | undefined {
  if (value === null) return undefined;
  if (!isNumeric(value) || typeof value === "boolean" || numberOf(value) <= 0) {
    throw new PythonError(
      "ValueError",
      `Timeout value must be a positive number, not ${textOf(value)}`,
    );
  }
  return numberOf(value) * 1000;
}

/** Reads a URL; only http and https have an adapter. */
export function urlOf(given: string): URL {
  const text = given.trimStart();
  const invalid = (why: string) => new PythonError("InvalidURL", `Invalid URL '${text}': ${why}`);
  if (!/^https?:/i.test(text)) {
    if (text.includes(":") && !text.toLowerCase().startsWith("http")) {
      throw new PythonError("InvalidSchema", `No connection adapters were found for '${text}'`);
    }
    throw new PythonError("MissingSchema", `Invalid URL '${text}': No scheme supplied`);
  }
  if (!/^https?:\/\/[^/?#]/i.test(text)) throw invalid("No host supplied");
  if (!URL.canParse(text)) throw invalid("Failed to parse");
  const url = new URL(text);
  if (url.hostname === "" || /^[.*]/.test(url.hostname)) throw invalid("URL has an invalid label");
  return url;
}

function headersOf(fields: Value): Headers {
  const headers = new Headers({ accept: "*/*" });
  if (!isTruthy(fields) || !isMap(fields)) return headers;
  for (const [name, value] of Object.entries(fields)) {
    if (value === null) {
      headers.delete(name);
      continue;
    }
    if (typeof value !== "string") {
      const shown = textOf(value);
      throw new PythonError(
        "InvalidHeader",
        `Header value (${shown}) must be of type str or bytes`,
      );
    }
    if (!/^[^:\s][^:\r\n]*$/.test(name) || !/^(?:\S[^\r\n]*)?$/.test(value)) {
      throw new PythonError(
        "InvalidHeader",
        `Invalid leading whitespace or character in header ${name}`,
      );
    }
    setHeader(headers, name, value);
  }
  return headers;
}

function setHeader(headers: Headers, name: string, value: string): void {
  try {
    headers.set(name, value);
  } catch {
    throw new PythonError("InvalidHeader", `Header ${name} cannot be sent`);
  }
}

function jsonBody(args: Value): string | undefined {
  if (args === null) return undefined;
  const text = jsonText(args, { ascii: true });
  if (/(?:^|[[:, ])-?(?:NaN|Infinity)/.test(text.replace(/"(?:\\.|[^"\\])*"/g, '""'))) {
    throw new PythonError("InvalidJSONError", "Out of range float values are not JSON compliant");
  }
  return text;
}

function formBody(args: Value, headers: Headers): string | undefined {
  if (!isTruthy(args)) return undefined;
  if (typeof args === "string") return args;
  if (!isMap(args) && !Array.isArray(args)) {
    throw new PythonError("TypeError", `'body' must be bytes, not ${typeName(args)}`);
  }
  if (!headers.has("content-type")) {
    headers.set("content-type", "application/x-www-form-urlencoded");
  }
  return formText(args);
}
