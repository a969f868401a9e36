/** The player library that a title is played with. */
export type EngineName = "hls" | "dash";

/** How a title is played, as the address says it. */
export interface PlayRoute {
  readonly view: "play";
  readonly id: string;
  readonly engine: EngineName;
  /** Seconds kept ready; undefined leaves it to the service. */
  readonly bufferS?: number;
  /** Where to begin; undefined goes on where this profile stopped. */
  readonly fromS?: number;
}

/** What the page shows, as it stands in the address. */
export type Route =
  | { readonly view: "sign-in" | "sign-up"; readonly next: string }
  | { readonly view: "profiles" | "browse" | "account" | "lost" }
  | { readonly view: "search"; readonly query: string }
  | { readonly view: "title"; readonly id: string }
  | PlayRoute;

/** A name of a view. */
export type ViewName = Route["view"];

/** Where the gateway serves the page. */
export const MOUNT = "/watch";

const ID = /^[\w.~-]{1,128}$/;
const LEAST_BUFFER_S = 2;
const MOST_BUFFER_S = 60;

/** Reads an address (path and query) below the mount; whatever is not understood is `lost`. */
export function parseRoute(path: string, search = ""): Route {
  const query = new URLSearchParams(search);
  const [first = "", second = "", ...rest] = partsBelowMount(path);
  if (rest.length > 0) return { view: "lost" };
  if (second !== "") return parseDetail(first, second, query);
  switch (first) {
    case "":
      return { view: "browse" };
    case "sign-in":
    case "sign-up":
      return { view: first, next: safeNext(query.get("next")) };
    case "search":
      return { view: "search", query: (query.get("q") ?? "").slice(0, 100) };
    case "profiles":
    case "account":
      return { view: first };
    default:
      return { view: "lost" };
  }
}

function parseDetail(first: string, second: string, query: URLSearchParams): Route {
  const id = decode(second);
  if (!ID.test(id)) return { view: "lost" };
  if (first === "title") return { view: "title", id };
  if (first !== "play") return { view: "lost" };
  const bufferS = numberOf(query.get("buffer"), LEAST_BUFFER_S, MOST_BUFFER_S);
  const fromS = numberOf(query.get("t"), 0, 86_400);
  return {
    view: "play",
    id,
    engine: query.get("engine") === "dash" ? "dash" : "hls",
    ...(bufferS === undefined ? {} : { bufferS }),
    ...(fromS === undefined ? {} : { fromS }),
  };
}

/** Writes a route as the address that leads to it. */
export function formatRoute(route: Route): string {
  const query = new URLSearchParams();
  let path = `/${route.view}`;
  if (route.view === "browse" || route.view === "lost") path = "";
  if (route.view === "sign-in" || route.view === "sign-up") {
    if (route.next !== MOUNT) query.set("next", route.next);
  }
  if (route.view === "search" && route.query !== "") query.set("q", route.query);
  if (route.view === "title" || route.view === "play") path += `/${encodeURIComponent(route.id)}`;
  if (route.view === "play") {
    if (route.engine === "dash") query.set("engine", "dash");
    if (route.bufferS !== undefined) query.set("buffer", String(route.bufferS));
    if (route.fromS !== undefined) query.set("t", String(route.fromS));
  }
  const text = query.toString();
  return MOUNT + path + (text === "" ? "" : `?${text}`);
}

/** Whether a route can be seen by somebody who is not signed in. */
export function isOpen(route: Route): boolean {
  return route.view === "sign-in" || route.view === "sign-up" || route.view === "lost";
}

function partsBelowMount(path: string): string[] {
  const below = path === MOUNT || path.startsWith(`${MOUNT}/`) ? path.slice(MOUNT.length) : path;
  return below.split("/").slice(1).filter((part, at, all) => part !== "" || at < all.length - 1);
}

/** Only addresses of this page: nobody is led elsewhere after signing in. */
function safeNext(next: string | null): string {
  const isOurs = next !== null && /^\/watch(\/[\w.~/%-]*)?(\?[\w=&.%+-]*)?$/.test(next);
  if (!isOurs) return MOUNT;
  const [path = "", search = ""] = next.split("?");
  const route = parseRoute(path, search);
  return isOpen(route) ? MOUNT : next;
}

function numberOf(text: string | null, least: number, most: number): number | undefined {
  const value = text === null || text === "" ? NaN : Number(text);
  return Number.isFinite(value) ? Math.min(most, Math.max(least, value)) : undefined;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return ""; // A broken escape names no title.
  }
}
