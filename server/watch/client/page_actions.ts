/// <reference lib="dom" />
import type { PlanName } from "@netops/core/contracts";
import { ERASE_WORD } from "../view/account_view.tsx";
import type { Actions } from "../view/actions.ts";
import { type Attempt, explainFailure } from "../view/error_text.ts";
import type { Send } from "../view/page_message.ts";
import {
  areControlsHidden,
  type PageState,
  type Panel,
  type Question,
} from "../view/page_state.ts";
import { planName } from "../view/plan_words.ts";
import type { Route } from "../view/route.ts";
import type { Answer, Api, CallOptions } from "./api.ts";
import { downloadJson } from "./download.ts";
import type { PageLoader } from "./page_loader.ts";
import type { PlayerDeck } from "./player_deck.ts";
import type { Tokens } from "./token_keeper.ts";

const CONTROLS_MS = 3_000;

/** What the actions act on. */
export interface ActionOptions {
  readonly api: Api;
  readonly loader: PageLoader;
  readonly deck: PlayerDeck;
  readonly read: () => PageState;
  readonly send: Send;
  readonly goTo: (route: Route) => void;
  readonly replaceRoute: (route: Route) => void;
  readonly afterSignIn: () => Promise<void>;
  /** Finds out anew who is signed in. */
  readonly begin: () => Promise<void>;
}

/** Everything that people can do on the page. */
export class PageActions implements Actions {
  #controlsTimer: ReturnType<typeof setTimeout> | undefined;
  #isFirstTap = false;
  readonly player: PlayerDeck;
  readonly attachVideo: (video: HTMLVideoElement | null) => void;

  constructor(readonly options: ActionOptions) {
    this.player = options.deck;
    this.attachVideo = options.deck.attachVideo;
  }

  signIn(form: FormData): void {
    const body = { email: text(form, "email"), password: text(form, "password") };
    void this.#enter("/user/login", body, "sign-in");
  }

  signUp(form: FormData): void {
    const plan = text(form, "plan");
    const body = {
      email: text(form, "email"),
      password: text(form, "password"),
      country: text(form, "country"),
      ...(plan === "" ? {} : { plan }),
    };
    void this.#enter("/user/signup", body, "sign-up");
  }

  signOut(): void {
    const { api, send } = this.options;
    const refreshToken = api.tokens.refresh;
    // The page forgets at once; the service forgets as soon as it hears of it.
    void api.call("/user/logout", { method: "POST", body: { refreshToken }, keepalive: true });
    api.tokens.clear();
    send({ type: "signed-out" });
    this.options.replaceRoute({ view: "sign-in", next: "/watch" });
  }

  chooseProfile(id: string): void {
    this.options.api.tokens.profile = id;
    this.options.send({ type: "profile", id });
    this.options.goTo({ view: "browse" });
  }

  addProfile(form: FormData): void {
    const body = { name: text(form, "name") };
    void this.#change("/user/profiles", { method: "POST", body }).then((isDone) => {
      if (isDone) void this.options.loader.profiles();
    });
  }

  removeProfile(id: string): void {
    const path = `/user/profiles/${encodeURIComponent(id)}`;
    void this.#change(path, { method: "DELETE" }).then((isDone) => {
      if (!isDone) return;
      this.ask(undefined);
      if (this.options.read().profileId === id) {
        this.options.api.tokens.profile = undefined;
        this.options.send({ type: "profile", id: undefined });
      }
      void this.options.loader.profiles();
    });
  }

  search(query: string): void {
    const { read, goTo, replaceRoute } = this.options;
    const route = { view: "search", query } as const;
    // Typing is no step of its own: Back leaves the search as a whole.
    if (read().route.view === "search") replaceRoute(route);
    else goTo(route);
  }

  reload(): void {
    const { loader, read, begin } = this.options;
    if (read().signedIn === "unknown") return void begin();
    loader.load();
    if (read().route.view === "title") void loader.titles();
  }

  openMenu(isOpen: boolean): void {
    this.options.send({ type: "menu", isOpen });
  }

  takePlan(plan: PlanName): void {
    void this.#change("/billing/subscription", { method: "PUT", body: { plan } })
      .then((isDone) => {
        if (!isDone) return;
        this.ask(undefined);
        this.#say(`Your plan is ${planName(plan)} now`);
        void this.options.loader.account();
      });
  }

  exportData(): void {
    void this.#call<unknown>("/user/export").then((answer) => {
      if (!answer.isOk) return;
      downloadJson("netops-watch-data.json", answer.value);
      this.#say("Your data was saved as netops-watch-data.json");
    });
  }

  ask(question: Question | undefined): void {
    this.options.send({ type: "ask", question });
  }

  erase(form: FormData): void {
    if (text(form, "word") !== ERASE_WORD) return;
    void this.#change("/user/me", { method: "DELETE" }).then((isDone) => {
      if (!isDone) return;
      const { api, send, replaceRoute } = this.options;
      api.tokens.clear();
      send({ type: "signed-out" });
      replaceRoute({ view: "sign-up", next: "/watch" });
      this.#say("Your account is erased");
    });
  }

  endStream(sessionId: string): void {
    const path = `/playback/sessions/${encodeURIComponent(sessionId)}`;
    void this.#change(path, { method: "DELETE" }).then((isDone) => {
      if (!isDone) return;
      this.#say("The stream was ended");
      void this.options.loader.account();
    });
  }

  openPanel(panel: Panel): void {
    this.options.send({ type: "panel", panel });
    if (panel === "none") return;
    // The panel is drawn first, so that there is something to focus.
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        const chosen = document.querySelector<HTMLElement>(
          "#player-panel input:checked, #player-panel button, #why",
        );
        chosen?.focus({ preventScroll: true });
      })
    );
  }

  touchPlayer(): void {
    const { send } = this.options;
    send({ type: "controls", areShown: true });
    clearTimeout(this.#controlsTimer);
    // While nothing plays they are shown anyway; when it plays again the time begins anew.
    this.#controlsTimer = setTimeout(
      () => send({ type: "controls", areShown: false }),
      CONTROLS_MS,
    );
  }

  /** A tap of a finger on a picture without controls asks for them, and for nothing else. */
  pressPlayer(isTouch: boolean): void {
    this.#isFirstTap = isTouch && areControlsHidden(this.options.read());
    this.touchPlayer();
  }

  tapPicture(): void {
    if (!this.#isFirstTap) this.player.toggle();
  }

  dismissNotice(): void {
    this.options.send({ type: "notice", notice: undefined });
  }

  takeShortcuts(areOn: boolean): void {
    this.options.send({ type: "shortcuts", areOn });
  }

  async #enter(path: string, body: Record<string, string>, attempt: Attempt): Promise<void> {
    const answer = await this.#call<Tokens>(path, { method: "POST", body, isOpen: true, attempt });
    if (!answer.isOk) return;
    this.options.api.tokens.take(answer.value, Date.now());
    await this.options.afterSignIn();
  }

  async #change(path: string, options: CallOptions): Promise<boolean> {
    return (await this.#call<unknown>(path, { ...options, attempt: "change" })).isOk;
  }

  /** Calls once at a time, and shows a refusal in the form. */
  async #call<T>(
    path: string,
    options: CallOptions & { readonly attempt?: Attempt } = {},
  ): Promise<Answer<T>> {
    const { send, read, api } = this.options;
    const { attempt = "change", ...call } = options;
    if (read().form.isBusy) {
      return { isOk: false, failure: { status: 0, code: "BUSY", detail: "" } };
    }
    send({ type: "form", form: { isBusy: true } });
    const answer = await api.call<T>(path, call);
    const failure = answer.isOk ? {} : { failure: explainFailure(answer.failure, attempt) };
    send({ type: "form", form: { isBusy: false, ...failure } });
    return answer;
  }

  #say(what: string): void {
    this.options.send({ type: "notice", notice: { tone: "ok", text: what } });
  }
}

function text(form: FormData, name: string): string {
  return String(form.get(name) ?? "").trim();
}
