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
    // Another span or time of the same thing: the reader stays where he is.
    if (!link.hasAttribute("data-stay")) scrollTo(0, 0);
    reveal(link.dataset["reveal"]);
  });
  addEventListener("popstate", () => send({ type: "view", view: parseOpsView(location.search) }));
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (form.matches("[data-filters], [data-run]")) event.preventDefault();
    if (form.matches("[data-run]")) goTo(send, viewOf(form));
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

/** Brings a part of the page into view once it is drawn; it stands far below on a narrow page. */
function reveal(id: string | undefined): void {
  if (id === undefined) return;
  requestAnimationFrame(() =>
    requestAnimationFrame(() => document.getElementById(id)?.scrollIntoView({ block: "nearest" }))
  );
}

function viewOf(form: HTMLFormElement): OpsView {
  const query = new URLSearchParams();
  for (const [name, value] of new FormData(form)) query.set(name, String(value));
  return parseOpsView(query.toString());
}

function showFiltered(send: Send, form: HTMLFormElement): void {
  const view = viewOf(form);
  // Typing is no step of its own: Back leaves the filter as a whole.
  history.replaceState(null, "", formatOpsUrl(view));
  send({ type: "view", view });
}

function hasModifier(event: MouseEvent): boolean {
  return event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
}
