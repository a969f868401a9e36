/// <reference lib="dom" />
import { JUMP_MS } from "../view/control_bar.tsx";
import type { Actions } from "../view/actions.ts";
import type { PageState } from "../view/page_state.ts";

const VOLUME_STEP = 0.1;
const HELP_KEY = "?";

/** What a key does in the player. */
type KeyAction = (act: Actions, state: PageState) => void;

const PLAYER_KEYS: Readonly<Record<string, KeyAction>> = {
  " ": (act) => act.player.toggle(),
  k: (act) => act.player.toggle(),
  ArrowLeft: (act) => act.player.seekBy(-JUMP_MS),
  ArrowRight: (act) => act.player.seekBy(JUMP_MS),
  ArrowUp: (act, { playback }) => act.player.takeVolume(playback.volumeRatio + VOLUME_STEP),
  ArrowDown: (act, { playback }) => act.player.takeVolume(playback.volumeRatio - VOLUME_STEP),
  Home: (act) => act.player.seekTo(0),
  End: (act, { playback }) => act.player.seekTo(playback.durationMs),
  m: (act) => act.player.toggleMute(),
  c: (act) => act.player.toggleCaptions(),
  f: (act) => act.player.toggleFullscreen(),
  w: (act, { panel }) => act.openPanel(panel === "why" ? "none" : "why"),
  [HELP_KEY]: (act, { panel }) => act.openPanel(panel === "keys" ? "none" : "keys"),
};

/** Listens for single keys, unless something is being typed. */
export function startKeyboard(read: () => PageState, act: Actions, leavePlayer: () => void): void {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const state = read();
    if (event.key === "Escape") return onEscape(state, act, leavePlayer);
    // The list of keys is where they are turned on again.
    const isOn = state.hasShortcuts || event.key === HELP_KEY;
    if (isTyping(event.target) || !isOn) return;
    if (state.route.view === "play") return onPlayerKey(event, state, act);
    if (event.key === "/" && state.signedIn === "in") {
      event.preventDefault();
      act.search("");
    }
  });
}

function onPlayerKey(event: KeyboardEvent, state: PageState, act: Actions): void {
  const action = PLAYER_KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (action === undefined || isOwnKey(event)) return;
  event.preventDefault();
  act.touchPlayer();
  action(act, state);
}

/** Space presses a focused button, arrows move a focused choice or the volume: these stay theirs. */
function isOwnKey({ key, target }: KeyboardEvent): boolean {
  if (!(target instanceof Element)) return false;
  if (key === " ") return target.matches("button, a, input[type=radio], select");
  const isArrow = key.startsWith("Arrow") || key === "Home" || key === "End";
  return isArrow && target.matches("input[type=radio], input.loudness, .why, .why *");
}

function onEscape(state: PageState, act: Actions, leavePlayer: () => void): void {
  if (state.isMenuOpen) {
    act.openMenu(false);
    document.querySelector<HTMLElement>(".menu-button")?.focus();
  } else if (state.panel !== "none") {
    const { panel } = state;
    act.openPanel("none");
    focusSoon(`[data-panel-button=${panel}], .why-button`);
  } else if (state.question !== undefined) act.ask(undefined);
  else if (state.route.view === "play" && document.fullscreenElement === null) leavePlayer();
}

/** Focuses what is there when the panel over it is gone. */
function focusSoon(selector: string): void {
  requestAnimationFrame(() =>
    requestAnimationFrame(() => document.querySelector<HTMLElement>(selector)?.focus())
  );
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element &&
    target.matches("input:not([type=checkbox], [type=radio], [type=range]), textarea, select");
}
