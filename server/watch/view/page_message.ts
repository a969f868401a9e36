import type { PlaybackState } from "../player/playback_state.ts";
import { createPageState, type FormState, type Loads, type Notice } from "./page_state.ts";
import type { PageState, Panel, Question } from "./page_state.ts";
import type { Route } from "./route.ts";

/** One part of what is fetched, with its new state. */
export type LoadMessage = {
  [K in keyof Loads]: { readonly type: "load"; readonly name: K; readonly load: Loads[K] };
}[keyof Loads];

/** Everything that changes the page. */
export type PageMessage =
  | LoadMessage
  | { readonly type: "route"; readonly route: Route }
  | { readonly type: "signed-in"; readonly email: string }
  | { readonly type: "signed-out" }
  | { readonly type: "profile"; readonly id: string | undefined }
  | { readonly type: "form"; readonly form: FormState }
  | { readonly type: "menu"; readonly isOpen: boolean }
  | { readonly type: "ask"; readonly question: Question | undefined }
  | { readonly type: "playback"; readonly playback: PlaybackState }
  | { readonly type: "panel"; readonly panel: Panel }
  | { readonly type: "controls"; readonly areShown: boolean }
  | { readonly type: "notice"; readonly notice: Notice | undefined }
  | { readonly type: "shortcuts"; readonly areOn: boolean }
  | { readonly type: "now"; readonly nowMs: number };

/** Takes a message. */
export type Send = (message: PageMessage) => void;

/** The page after a message; the same object when nothing changed. */
export function reducePage(state: PageState, message: PageMessage): PageState {
  switch (message.type) {
    case "load":
      return { ...state, loads: { ...state.loads, [message.name]: message.load } };
    case "route":
      return goTo(state, message.route);
    case "signed-in":
      return { ...state, signedIn: "in", email: message.email };
    case "signed-out":
      // Nothing of one account is left for the next one.
      return signedOut(state);
    case "profile":
      return takeProfile(state, message.id);
    case "form":
      return { ...state, form: message.form };
    case "menu":
      return state.isMenuOpen === message.isOpen ? state : { ...state, isMenuOpen: message.isOpen };
    case "ask":
      // What was done before is not said over the answer.
      return { ...state, question: message.question, notice: undefined, form: { isBusy: false } };
    case "playback":
      return { ...state, playback: message.playback };
    case "panel":
      return { ...state, panel: message.panel, areControlsShown: true };
    case "controls":
      return state.areControlsShown === message.areShown
        ? state
        : { ...state, areControlsShown: message.areShown };
    case "notice":
      return { ...state, notice: message.notice };
    case "shortcuts":
      return { ...state, hasShortcuts: message.areOn };
    case "now":
      return { ...state, nowMs: message.nowMs };
  }
}

function signedOut(state: PageState): PageState {
  const { hasShortcuts, notice } = state;
  return {
    ...createPageState(state.route, state.nowMs),
    signedIn: "out",
    hasShortcuts,
    notice,
  };
}

/** A new view begins without the questions and refusals of the one before. */
function goTo(state: PageState, route: Route): PageState {
  const isSame = route.view === state.route.view;
  const fresh = isSame ? {} : {
    form: { isBusy: false },
    question: undefined,
    panel: "none" as const,
    areControlsShown: true,
  };
  return { ...state, ...fresh, route, isMenuOpen: false };
}

/** Another profile has other rows. */
function takeProfile(state: PageState, id: string | undefined): PageState {
  if (id === state.profileId) return state;
  return { ...state, profileId: id, loads: { ...state.loads, rows: { phase: "idle" } } };
}
