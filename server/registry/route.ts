/** What a request is for, by its path alone. */
export type Route =
  | {
    readonly name:
      | "all"
      | "delta"
      | "status"
      | "overrides"
      | "lastn"
      | "batch"
      | "asg"
      | "watch"
      | "explain"
      | "list";
  }
  | { readonly name: "app"; readonly app: string }
  | {
    readonly name: "instance" | "instanceStatus" | "instanceMetadata";
    readonly app: string;
    readonly id: string;
  }
  | { readonly name: "byId"; readonly id: string }
  | { readonly name: "vips" | "svips"; readonly vip: string };

/** A request target in parts; `query` has no question mark. */
export interface Target {
  readonly segments: readonly string[];
  readonly query: string;
}

/** The methods of each route. */
export const METHODS: Readonly<Record<Route["name"], readonly string[]>> = {
  all: ["GET", "HEAD"],
  delta: ["GET", "HEAD"],
  status: ["GET", "HEAD"],
  overrides: ["GET", "HEAD"],
  lastn: ["GET", "HEAD"],
  watch: ["GET"],
  explain: ["GET", "HEAD"],
  list: ["GET", "HEAD"],
  batch: ["POST"],
  asg: ["PUT"],
  app: ["GET", "HEAD", "POST"],
  instance: ["GET", "HEAD", "PUT", "DELETE"],
  instanceStatus: ["PUT", "DELETE"],
  instanceMetadata: ["PUT"],
  byId: ["GET", "HEAD"],
  vips: ["GET", "HEAD"],
  svips: ["GET", "HEAD"],
};

/**
 * Cuts a URL into decoded path segments and the query, without a trailing slash.
 *
 * Undefined when an escape is broken or a segment holds a control character.
 */
export function parseTarget(url: string): Target | undefined {
  const pathAt = url.indexOf("/", url.indexOf("://") + 3);
  const queryAt = url.indexOf("?", pathAt);
  const query = queryAt < 0 ? "" : url.slice(queryAt + 1);
  const path = url.slice(pathAt + 1, queryAt < 0 ? undefined : queryAt);
  const segments = path.split("/");
  if (segments.at(-1) === "") segments.pop();
  if (path.includes("%") && !decodeAll(segments)) return undefined;
  // deno-lint-ignore no-control-regex
  if (/[\u0000-\u001f\u007f]/.test(segments.join(""))) return undefined;
  return { segments, query };
}

/** Finds what a path is for; undefined when it is for nothing. Roots: `/eureka/v2`, `/eureka`, `/`. */
export function findRoute(segments: readonly string[]): Route | undefined {
  const own = segments.length <= 2 ? ownRoute(segments.join("/")) : undefined;
  return own ?? eurekaRoute(segments, rootLength(segments));
}

/** Reads one query parameter, decoded; undefined when absent or its escapes are broken. */
export function queryValue(query: string, name: string): string | undefined {
  for (const pair of query === "" ? [] : query.split("&")) {
    if (!pair.startsWith(name) || pair.charAt(name.length) !== "=") continue;
    return decode(pair.slice(name.length + 1).replaceAll("+", " "));
  }
  return undefined;
}

function ownRoute(path: string): Route | undefined {
  if (path === "watch" || path === "explain") return { name: path };
  return path === "v1/applications" ? { name: "list" } : undefined;
}

function rootLength(segments: readonly string[]): number {
  const start = segments[0] === "eureka" ? 1 : 0;
  const version = segments[start];
  return version === undefined || !/^v[12]$/i.test(version) ? start : start + 1;
}

function eurekaRoute(segments: readonly string[], root: number): Route | undefined {
  const [head, first, second, third] = segments.slice(root, root + 4);
  const length = segments.length - root;
  if (head === "apps") return appsRoute(length, [first, second, third]);
  if (length === 1) return head === "status" || head === "lastn" ? { name: head } : undefined;
  if (first === undefined || first === "") return undefined;
  if (length === 2) {
    if (head === "instances") return { name: "byId", id: first };
    if (head === "vips" || head === "svips") return { name: head, vip: first };
    if (head === "serverinfo" && first === "statusoverrides") return { name: "overrides" };
    if (head === "peerreplication" && first === "batch") return { name: "batch" };
  }
  return length === 3 && head === "asg" && second === "status" ? { name: "asg" } : undefined;
}

function appsRoute(
  length: number,
  [app, id, what]: readonly (string | undefined)[],
): Route | undefined {
  if (length === 1) return { name: "all" };
  if (app === undefined || app === "") return undefined;
  if (length === 2) return app === "delta" ? { name: "delta" } : { name: "app", app: upper(app) };
  if (id === undefined || id === "") return undefined;
  if (length === 3) return { name: "instance", app: upper(app), id };
  if (length !== 4) return undefined;
  if (what === "status") return { name: "instanceStatus", app: upper(app), id };
  return what === "metadata" ? { name: "instanceMetadata", app: upper(app), id } : undefined;
}

function upper(app: string): string {
  return app.toUpperCase();
}

function decodeAll(segments: string[]): boolean {
  for (let index = 0; index < segments.length; index++) {
    const decoded = decode(segments[index] ?? "");
    if (decoded === undefined) return false;
    segments[index] = decoded;
  }
  return true;
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    // A broken escape is the client's mistake: the caller answers 400.
    return undefined;
  }
}
