/** @jsxImportSource preact */
/// <reference lib="dom" />
import { render } from "preact";
import type { Actions } from "../view/actions.ts";
import type { ErrorText } from "../view/error_text.ts";
import { Page, pageTitle } from "../view/page.tsx";
import { type PageMessage, reducePage } from "../view/page_message.ts";
import { createPageState, type PageState } from "../view/page_state.ts";
import { isOpen, parseRoute, type Route } from "../view/route.ts";
import { Api } from "./api.ts";
import { startKeyboard } from "./keyboard.ts";
import { currentAddress, currentRoute, goTo, replaceRoute, startNavigation } from "./navigation.ts";
import { PageActions } from "./page_actions.ts";
import { PageLoader } from "./page_loader.ts";
import { PlayerDeck } from "./player_deck.ts";

const SHORTCUTS_KEY = "netops.watch.shortcuts";
const NOTICE_MS = 8_000;
const ROWS_FOLLOW_MS = 1_200;

const NOBODY_ANSWERS: ErrorText = {
  code: "UNREACHABLE",
  title: "The platform does not answer",
  text: "You are still signed in.",
  canRetry: true,
};

/** Holds the state of the page, draws it, and hands out what acts on it. */
export class WatchPage {
  #state = createPageState(currentRoute(), Date.now());
  #isDrawDue = false;
  #spoken = "";
  #noticeTimer: ReturnType<typeof setTimeout> | undefined;
  readonly #root: Element;
  readonly #act: Actions;
  readonly #api: Api;
  readonly #loader: PageLoader;
  readonly #deck: PlayerDeck;

  constructor(root: Element) {
    this.#root = root;
    const { read, send } = this;
    this.#api = new Api(() => this.#onSignedOut());
    this.#loader = new PageLoader({ api: this.#api, read, send });
    this.#deck = new PlayerDeck({
      api: this.#api,
      read,
      send,
      replaceRoute: (route) => replaceRoute(route, this.#take),
      onPlaying: () => this.#act.touchPlayer(),
    });
    this.#act = new PageActions({
      api: this.#api,
      loader: this.#loader,
      deck: this.#deck,
      read,
      send,
      goTo: (route) => goTo(route, this.#take),
      replaceRoute: (route) => replaceRoute(route, this.#take),
      afterSignIn: () => this.#afterSignIn(),
      begin: () => this.#begin(),
    });
  }

  readonly read = (): PageState => this.#state;

  readonly send = (message: PageMessage): void => {
    this.#state = reducePage(this.#state, message);
    if (message.type === "notice" && message.notice !== undefined) this.#fadeNotice();
    if (message.type === "shortcuts") localStorage.setItem(SHORTCUTS_KEY, String(message.areOn));
    if (this.#isDrawDue) return;
    this.#isDrawDue = true;
    requestAnimationFrame(() => this.#draw());
  };

  /** Finds out who is signed in, then shows what the address says. */
  async start(): Promise<void> {
    const areOn = localStorage.getItem(SHORTCUTS_KEY) !== "false";
    this.send({ type: "shortcuts", areOn });
    startNavigation(this.#take);
    startKeyboard(this.read, this.#act, () => this.#leavePlayer());
    document.addEventListener("pointerdown", (event) => this.#closeMenu(event));
    await this.#begin();
  }

  /** Goes on with the session of the tab; a platform that does not answer ends none. */
  async #begin(): Promise<void> {
    this.send({ type: "form", form: { isBusy: true } });
    if (await this.#api.refresh()) return await this.#afterSignIn();
    if (this.#api.tokens.refresh === undefined) return this.#onSignedOut();
    this.send({ type: "form", form: { isBusy: false, failure: NOBODY_ANSWERS } });
  }

  readonly #take = (route: Route): void => {
    const before = this.#state.route;
    this.send({ type: "route", route });
    if (this.#state.signedIn === "out" && !isOpen(route)) return this.#askToSignIn();
    if (this.#state.signedIn === "in" && isDoor(route)) {
      return replaceRoute(parseRoute(...split(route.next)), this.#take);
    }
    this.#loader.load();
    if (before.view === route.view && route.view === "search") return;
    if (before.view === "play" && route.view !== "play") this.#refreshRows();
    // The view is drawn first, so that what is looked for is there.
    requestAnimationFrame(() => this.#arrive(before, route));
  };

  /** What was just watched moves rows and positions; they follow within a second. */
  #refreshRows(): void {
    setTimeout(() => {
      if (this.#state.signedIn === "in") void this.#loader.rows();
    }, ROWS_FOLLOW_MS);
  }

  /** Begins a new view as a page load would: at the top, with the focus where reading starts. */
  #arrive(before: Route, route: Route): void {
    this.#deck.follow();
    if (JSON.stringify(before) === JSON.stringify(route)) return;
    scrollTo(0, 0);
    const first = document.querySelector<HTMLElement>("main input[type=search]") ??
      document.querySelector<HTMLElement>("#main");
    first?.focus({ preventScroll: true });
  }

  async #afterSignIn(): Promise<void> {
    const me = await this.#api.call<{ email?: string }>("/user/me");
    const profileId = this.#api.tokens.profile;
    this.send({ type: "form", form: { isBusy: false } });
    this.send({ type: "signed-in", email: me.isOk ? me.value.email ?? "" : this.#state.email });
    if (profileId !== undefined) this.send({ type: "profile", id: profileId });
    await this.#loader.profiles();
    this.#settleProfile();
    this.#take(this.#state.route);
    requestAnimationFrame(() => this.#deck.follow());
  }

  /** A single profile is taken by itself; among several somebody has to say who watches. */
  #settleProfile(): void {
    const profiles = this.#state.loads.profiles.value ?? [];
    const isKnown = profiles.some(({ id }) => id === this.#state.profileId);
    const only = profiles.length === 1 ? profiles[0] : undefined;
    if (isKnown) return;
    this.#api.tokens.profile = only?.id;
    this.send({ type: "profile", id: only?.id });
    if (profiles.length < 2) return;
    const { route } = this.#state;
    if (isDoor(route) || route.view === "browse") {
      history.replaceState(null, "", "/watch/profiles");
      this.send({ type: "route", route: { view: "profiles" } });
    }
  }

  #onSignedOut(): void {
    this.send({ type: "signed-out" });
    if (isOpen(this.#state.route)) this.#loader.load();
    else this.#askToSignIn();
  }

  #askToSignIn(): void {
    replaceRoute({ view: "sign-in", next: currentAddress() }, this.#take);
  }

  #leavePlayer(): void {
    const { route } = this.#state;
    if (route.view === "play") goTo({ view: "title", id: route.id }, this.#take);
  }

  #closeMenu(event: Event): void {
    if (!this.#state.isMenuOpen || (event.target as Element).closest("[data-menu]")) return;
    this.send({ type: "menu", isOpen: false });
  }

  #draw(): void {
    this.#isDrawDue = false;
    render(<Page state={this.#state} act={this.#act} />, this.#root);
    document.title = pageTitle(this.#state);
    document.documentElement.dataset["view"] = this.#state.route.view;
    this.#focusAsked();
    this.#announce();
  }

  /** Focuses what a view asks for, once: the first thing to do on a screen that came by itself. */
  #focusAsked(): void {
    const asked = document.querySelector<HTMLElement>(
      "[data-autofocus]:not([data-autofocus=false], [data-focused])",
    );
    if (asked === null) return;
    asked.dataset["focused"] = "";
    asked.focus({ preventScroll: true });
  }

  /** Tells screen readers where they are after a change of view. */
  #announce(): void {
    const region = document.querySelector("#announcer");
    const title = document.title;
    if (region === null || title === this.#spoken) return;
    if (this.#spoken !== "") region.textContent = title.replace(" · watch", "");
    this.#spoken = title;
  }

  #fadeNotice(): void {
    clearTimeout(this.#noticeTimer);
    this.#noticeTimer = setTimeout(() => {
      this.send({ type: "notice", notice: undefined });
    }, NOTICE_MS);
  }
}

/** Whether a route is one of the two forms that lead in. */
function isDoor(route: Route): route is Extract<Route, { next: string }> {
  return route.view === "sign-in" || route.view === "sign-up";
}

function split(address: string): [string, string] {
  const [path = "", search = ""] = address.split("?");
  return [path, search];
}
