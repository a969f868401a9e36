/// <reference lib="dom" />
import type { Send } from "../view/page_message.ts";
import { formatOpsUrl, type OpsView, parseOpsView } from "../view/view_url.ts";

/** Keeps view and URL the same: links and filters change both without loading the page again. */
export function startNavigation(send: Send): void {
  document.addEventListener("click", (event) => {
    const link = (event.target as Element).closest<HTMLAnchorElement>("a[data-nav]");
    if (link === null || event.button !== 0 || hasModifier(event)) return;
    event.preventDefault();
    goTo(send, parseOpsView(link.search));
    scrollTo(0, 0);
  });
  addEventListener("popstate", () => send({ type: "view", view: parseOpsView(location.search) }));
  document.addEventListener("submit", (event) => {
    if ((event.target as Element).matches("[data-filters]")) event.preventDefault();
  });
  for (const type of ["input", "change"]) {
    document.addEventListener(type, (event) => {
      const form = (event.target as Element).closest<HTMLFormElement>("form[data-filters]");
      if (form !== null) showFiltered(send, form);
    });
  }
}

/** Goes to a view as a step of the history. */
export function goTo(send: Send, view: OpsView): void {
  history.pushState(null, "", formatOpsUrl(view));
  send({ type: "view", view });
}

function showFiltered(send: Send, form: HTMLFormElement): void {
  const query = new URLSearchParams();
  for (const [name, value] of new FormData(form)) query.set(name, String(value));
  const view = parseOpsView(query.toString());
  // Typing is no step of its own: Back leaves the filter as a whole.
  history.replaceState(null, "", formatOpsUrl(view));
  send({ type: "view", view });
}

function hasModifier(event: MouseEvent): boolean {
  return event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
}
