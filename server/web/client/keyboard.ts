/// <reference lib="dom" />
import { barWords } from "../view/chaos/chaos_bar.tsx";
import type { Send } from "../view/page_message.ts";
import type { PageState } from "../view/page_state.ts";
import { OPS_TABS, type OpsTab, parseOpsView, tabKey, tabUrl } from "../view/view_url.ts";
import { goTo } from "./navigation.ts";

const CHORD_MS = 1_000;

/** Listens for single keys, unless they are turned off or something is being typed. */
export function startKeyboard(read: () => PageState, send: Send): void {
  let chordUntilMs = 0;
  let stopUntilMs = 0;
  document.addEventListener("keydown", (event) => {
    if (!read().hasShortcuts || event.ctrlKey || event.metaKey || event.altKey) return;
    if (isTyping(event.target) || document.querySelector("dialog[open]") !== null) return;
    const tab = event.timeStamp < chordUntilMs
      ? OPS_TABS.find((one) => tabKey(one) === event.key)
      : undefined;
    chordUntilMs = event.key === "g" ? event.timeStamp + CHORD_MS : 0;
    const isStop = event.key === "x" && event.timeStamp < stopUntilMs;
    stopUntilMs = event.key === "x" && !event.repeat && !isStop ? event.timeStamp + CHORD_MS : 0;
    if (isStop) stopAll(read(), send);
    else if (tab !== undefined) openTab(tab, read(), send);
    else if (event.key === "?") send({ type: "help", isOpen: true });
    else if (event.key === "/") focusFilter(event);
  });
}

/** As the button: only when there is something to stop, and by who may. */
function stopAll(state: PageState, send: Send): void {
  if (!state.canAct || state.chaosBusy === "stop-all") return;
  if (barWords(state.snapshot)?.isBusy === true) {
    send({ type: "act", action: { verb: "stop-all" } });
  }
}

function openTab(tab: OpsTab, state: PageState, send: Send): void {
  goTo(send, parseOpsView(new URL(tabUrl(state.view, tab), location.href).search));
}

function focusFilter(event: KeyboardEvent): void {
  const filter = document.querySelector<HTMLInputElement>("main input[type=search]");
  if (filter === null) return;
  event.preventDefault();
  filter.focus();
  filter.select();
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element &&
    target.matches("input:not([type=checkbox]), textarea, select");
}
