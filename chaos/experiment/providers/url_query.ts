import { PythonError } from "../python/python_error.ts";
import { isTruthy } from "../python/value.ts";
import { textOf } from "../python/text.ts";
import { isMap, type Value } from "../python/value.ts";

/**
 * Prints a form as Python's requests does: lists repeat their key, null drops it, values print as Python's.
 *
 * @throws {PythonError} ValueError for a list of what are no pairs.
 */
export function formText(data: Value): string {
  const pairs = isMap(data) ? Object.entries(data) : pairsOf(data);
  return pairs.flatMap(([key, value]) =>
    itemsOf(value).filter((item) => item !== null).flatMap((item) =>
      spread(item).map((one) => `${quotePlus(key)}=${quotePlus(textOf(one))}`)
    )
  ).join("&");
}

function pairsOf(data: Value): [string, Value][] {
  if (!Array.isArray(data)) throw notPairs();
  return data.map((item) => {
    const pair = typeof item === "string" ? [...item] : item;
    if (!Array.isArray(pair) || pair.length !== 2) throw notPairs();
    return [textOf(pair[0] ?? null), pair[1] ?? null];
  });
}

function notPairs(): PythonError {
  return new PythonError("ValueError", "cannot encode objects that are not 2-tuples");
}

function itemsOf(value: Value): Value[] {
  if (Array.isArray(value)) return value;
  return isMap(value) ? Object.keys(value) : [value];
}

/** Within a list, what is a sequence again is spread once more. */
function spread(value: Value): Value[] {
  if (Array.isArray(value)) return value;
  return isMap(value) ? Object.keys(value) : [value];
}

function quotePlus(text: string): string {
  return encodeURIComponent(text.toWellFormed())
    .replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll("%20", "+");
}

/** Adds a query to a URL as requests does. */
export function withQuery(url: URL, params: Value): URL {
  if (!isTruthy(params)) return url;
  if (typeof params !== "string" && !Array.isArray(params) && !isMap(params)) {
    throw new PythonError("TypeError", "Cannot mix str and non-str arguments");
  }
  const added = typeof params === "string" ? params : formText(dropNull(params));
  if (added === "") return url;
  const changed = new URL(url);
  changed.search = changed.search === "" ? added : `${changed.search.slice(1)}&${added}`;
  return changed;
}

function dropNull(params: Value): Value {
  if (!isMap(params)) return params;
  return Object.fromEntries(Object.entries(params).filter(([, value]) => value !== null));
}
