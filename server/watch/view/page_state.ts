import type {
  CatalogTitle,
  LiveSession,
  Plan,
  PlanName,
  SubscriptionView,
  TitleRow,
} from "@netops/core/contracts";
import { NO_PLAYBACK, type PlaybackState, type RungChoice } from "../player/playback_state.ts";
import type { ErrorText } from "./error_text.ts";
import { IDLE, type Load } from "./load.ts";
import type { Route } from "./route.ts";

/** Somebody of an account who watches. */
export interface Profile {
  readonly id: string;
  readonly name: string;
}

/** Whether anybody is signed in; `unknown` until the refresh token was tried. */
export type SignedIn = "unknown" | "out" | "in";

/** Rows and where they come from. */
export interface Rows {
  readonly rows: readonly TitleRow[];
  /** `shared` rows are the same for everybody: recommendation did not answer. */
  readonly source: "personal" | "shared";
}

/** What a search found. */
export interface Found {
  readonly query: string;
  readonly titles: readonly CatalogTitle[];
}

/** Everything that is fetched, by name. */
export interface Loads {
  readonly profiles: Load<readonly Profile[]>;
  readonly rows: Load<Rows>;
  readonly titles: Load<readonly CatalogTitle[]>;
  readonly found: Load<Found>;
  readonly plans: Load<readonly Plan[]>;
  readonly subscription: Load<Pick<SubscriptionView, "plan" | "status" | "paidUntilMs">>;
  readonly streams: Load<readonly LiveSession[]>;
  readonly invoices: Load<readonly InvoiceView[]>;
}

/** A form that is being sent, or that was refused. */
export interface FormState {
  readonly isBusy: boolean;
  readonly failure?: ErrorText;
}

/** What lies over the player. */
export type Panel = "none" | "why" | "captions" | "settings" | "keys";

/** What is asked before something is done that cannot be taken back, or costs money. */
export type Question =
  | { readonly about: "erase" }
  | { readonly about: "profile"; readonly id: string }
  | { readonly about: "plan"; readonly plan: PlanName };

/** One bill of the account, as billing keeps it. */
export interface InvoiceView {
  readonly number: string;
  readonly plan: PlanName;
  readonly amountMinor: number;
  readonly currency: string;
  readonly fromMs: number;
  readonly untilMs: number;
}

/** A message about what was just done. */
export interface Notice {
  readonly tone: "ok" | "bad";
  readonly text: string;
}

/** Everything the page is drawn from. */
export interface PageState {
  readonly route: Route;
  readonly signedIn: SignedIn;
  readonly email: string;
  readonly profileId: string | undefined;
  readonly loads: Loads;
  readonly form: FormState;
  readonly isMenuOpen: boolean;
  readonly question: Question | undefined;
  readonly playback: PlaybackState;
  readonly panel: Panel;
  /** Controls hide while a title plays and nobody touches anything. */
  readonly areControlsShown: boolean;
  readonly notice: Notice | undefined;
  /** Single keys can be turned off. Source: WCAG 2.1.4. */
  readonly hasShortcuts: boolean;
  /** Wall time, so that drawing asks no clock. */
  readonly nowMs: number;
}

const NO_LOADS: Loads = {
  profiles: IDLE,
  rows: IDLE,
  titles: IDLE,
  found: IDLE,
  plans: IDLE,
  subscription: IDLE,
  streams: IDLE,
  invoices: IDLE,
};

/** The page before anything is known. */
export function createPageState(route: Route, nowMs: number): PageState {
  return {
    route,
    signedIn: "unknown",
    email: "",
    profileId: undefined,
    loads: NO_LOADS,
    form: { isBusy: false },
    isMenuOpen: false,
    question: undefined,
    playback: NO_PLAYBACK,
    panel: "none",
    areControlsShown: true,
    notice: undefined,
    hasShortcuts: true,
    nowMs,
  };
}

/** The profile that watches. */
export function currentProfile(state: PageState): Profile | undefined {
  return state.loads.profiles.value?.find(({ id }) => id === state.profileId);
}

/** A title by its id, from whatever has been fetched. */
export function knownTitle(state: PageState, id: string): CatalogTitle | undefined {
  const { titles, rows, found } = state.loads;
  const fromRows = rows.value?.rows.flatMap((row) => row.titles) ?? [];
  return [...titles.value ?? [], ...fromRows, ...found.value?.titles ?? []]
    .find((title) => title.id === id);
}

/** How long the title in the player is, in ms: known before it plays; 0 when nobody says. */
export function lengthOf(state: PageState): number {
  const { route, playback } = state;
  if (playback.durationMs > 0) return playback.durationMs;
  return route.view === "play" ? knownTitle(state, route.id)?.durationMs ?? 0 : 0;
}

/** The video bit rate of a rung as the catalogue has it: each engine counts something else. */
export function bitrateOf(state: PageState, rung: RungChoice): number {
  const title = state.route.view === "play" ? knownTitle(state, state.route.id) : undefined;
  return title?.rungs.find(({ height }) => height === rung.height)?.bitrateBps ?? rung.bitrateBps;
}

/** Whether the controls are out of the way: while it plays, and nothing lies over the picture. */
export function areControlsHidden({ areControlsShown, panel, playback }: PageState): boolean {
  return !areControlsShown && panel === "none" && playback.phase === "playing";
}

/** Where the profile stopped in a title; 0 when it is not in the middle of it. */
export function positionIn(state: PageState, id: string): number {
  const titles = state.loads.rows.value?.rows.flatMap((row) => row.titles) ?? [];
  return titles.find((title) => title.id === id && (title.positionMs ?? 0) > 0)?.positionMs ?? 0;
}

export type { PlanName };
