/// <reference lib="dom" />
import { formatRoute, MOUNT, parseRoute, type Route } from "../view/route.ts";

/** Takes the route that the page is on from now on. */
export type TakeRoute = (route: Route) => void;

/** Keeps view and address the same: links change both without loading the page again. */
export function startNavigation(take: TakeRoute): void {
  document.addEventListener("click", (event) => {
    const link = (event.target as Element).closest<HTMLAnchorElement>("a[data-nav]");
    if (link === null || event.button !== 0 || hasModifier(event)) return;
    event.preventDefault();
    goTo(parseRoute(link.pathname, link.search), take);
  });
  addEventListener("popstate", () => take(currentRoute()));
}

/** The route in the address bar. */
export function currentRoute(): Route {
  return parseRoute(location.pathname, location.search);
}

/** Goes to a route as a step of the history. */
export function goTo(route: Route, take: TakeRoute): void {
  const url = formatRoute(route);
  if (url !== location.pathname + location.search) history.pushState(null, "", url);
  take(route);
}

/** Changes the address without a step: Back leaves the view as a whole. */
export function replaceRoute(route: Route, take: TakeRoute): void {
  history.replaceState(null, "", formatRoute(route));
  take(route);
}

/** The address of what is shown, to come back to after signing in. */
export function currentAddress(): string {
  return location.pathname.startsWith(MOUNT) ? location.pathname + location.search : MOUNT;
}

function hasModifier(event: MouseEvent): boolean {
  return event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
}
