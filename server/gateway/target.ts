/** A request target that was checked: a normal path and the query with its "?", byte for byte. */
export interface Target {
  readonly path: string;
  readonly query: string;
}

/** A target, or why it is refused. */
export type TargetReading =
  | { readonly kind: "target"; readonly target: Target }
  | { readonly kind: "misdirected" }
  | { readonly kind: "refused"; readonly reason: string };

/** The longest target that is read. */
export const MAX_TARGET_CHARS = 8_192;

/** A path without escapes or dots: most of them, and normal already. */
const PLAIN_PATH = /^(?:\/[\w\-~!$&'()*+,;=:@]*)+$/;
const VISIBLE_ASCII = /^[\x21-\x7e]*$/;
const BROKEN_ESCAPE = /%(?![0-9a-f]{2})/i;
const HIDDEN_SEPARATOR = /%(?:2f|5c|00)/i;
const DOT = /^(?:\.|%2e)$/i;
const DOT_DOT = /^(?:\.|%2e){2}$/i;

/**
 * Reads the target out of a request's URL, which Deno glues together from Host and target.
 *
 * `host` must have passed the Host allow-list. Absolute-form is taken when its authority is the same.
 * Dot segments (also `%2e`) are removed before anything routes by the path; encoded slashes,
 * backslashes and NUL, a "#", and bytes that no URL has are refused, never repaired.
 * Source: RFC 9112 section 3.2, RFC 3986 section 5.2.4.
 */
export function readTarget(url: string, host: string): TargetReading {
  const prefix = `http://${host}`;
  if (url.slice(0, prefix.length).toLowerCase() !== prefix.toLowerCase()) {
    return { kind: "misdirected" };
  }
  const raw = url.slice(prefix.length);
  if (!raw.startsWith("/")) return { kind: "misdirected" };
  if (raw.length > MAX_TARGET_CHARS) return refused("it is too long");
  const mark = raw.indexOf("?");
  const path = mark < 0 ? raw : raw.slice(0, mark);
  const query = mark < 0 ? "" : raw.slice(mark);
  if (query !== "") {
    const reason = queryFlaw(query);
    if (reason !== undefined) return refused(reason);
  }
  if (PLAIN_PATH.test(path)) return { kind: "target", target: { path, query } };
  const reason = pathFlaw(path);
  if (reason !== undefined) return refused(reason);
  return { kind: "target", target: { path: removeDotSegments(path), query } };
}

function refused(reason: string): TargetReading {
  return { kind: "refused", reason };
}

function queryFlaw(query: string): string | undefined {
  if (query.includes("#")) return "it holds a fragment";
  if (!VISIBLE_ASCII.test(query)) return "it holds bytes that no URL has";
  return undefined;
}

function pathFlaw(path: string): string | undefined {
  if (path.includes("#")) return "it holds a fragment";
  if (path.includes("\\")) return "it holds a backslash";
  if (!VISIBLE_ASCII.test(path)) return "it holds bytes that no URL has";
  if (BROKEN_ESCAPE.test(path)) return "it holds a broken escape";
  if (HIDDEN_SEPARATOR.test(path)) return "it holds an encoded slash, backslash or NUL";
  return undefined;
}

/** Removes "." and ".." segments; a path never climbs above its root. */
function removeDotSegments(path: string): string {
  const kept: string[] = [];
  const segments = path.slice(1).split("/");
  segments.forEach((segment, index) => {
    const isLast = index === segments.length - 1;
    const isDotDot = DOT_DOT.test(segment);
    if (isDotDot) kept.pop();
    else if (!DOT.test(segment)) kept.push(segment);
    if (isLast && (isDotDot || DOT.test(segment))) kept.push("");
  });
  return `/${kept.join("/")}`;
}

/** The route key of a path and what is left of it: "/hello/a" is "hello" and "/a". */
export function splitKey(path: string): { readonly key: string; readonly rest: string } {
  const slash = path.indexOf("/", 1);
  if (slash < 0) return { key: path.slice(1), rest: "/" };
  return { key: path.slice(1, slash), rest: path.slice(slash) };
}
