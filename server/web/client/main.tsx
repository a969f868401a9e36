/** @jsxImportSource preact */
/// <reference lib="dom" />
import { hydrate, render } from "preact";
import type { ChaosAction } from "../chaos/chaos_values.ts";
import type { OpsSnapshot } from "../ops_snapshot.ts";
import { healthOf } from "../view/health.ts";
import { isLogSearch, neededData } from "../view/needed_data.ts";
import type { PageData } from "../view/page_data.ts";
import { Page, pageTitle } from "../view/page.tsx";
import { type PageMessage, reducePage } from "../view/page_message.ts";
import { createPageState, type DeployOrder, type PageState } from "../view/page_state.ts";
import { deployUrl, parseOpsView, runUrl } from "../view/view_url.ts";
import { doneNotice } from "../view/chaos/chaos_words.ts";
import { act } from "./act.ts";
import { actOnChaos } from "./act_on_chaos.ts";
import { startKeyboard } from "./keyboard.ts";
import { Charts } from "./charts.ts";
import { DataLink } from "./data_link.ts";
import { LogLink } from "./log_link.ts";
import { goTo, startNavigation } from "./navigation.ts";
import { OpsLink } from "./ops_link.ts";
import { ViewParts } from "./view_parts.ts";

const SHORTCUTS_KEY = "netops.shortcuts";
const ANNOUNCE_MS = 5_000;
const NOTICE_MS = 10_000;
/** So near to the end of a log counts as its end. */
const AT_END_PX = 12;

/** Takes over the page that the server drew, and keeps it live. */
class OpsPage {
  #state: PageState;
  #isDrawDue = false;
  #isHydrated = false;
  #shownLog: Element | null = null;
  #announced = "";
  #announcedAtMs = 0;
  #noticeTimer: ReturnType<typeof setTimeout> | undefined;
  readonly #root: Element;
  readonly #logs = new LogLink((message) => this.send(message));
  readonly #data = new DataLink((message) => this.send(message));
  readonly #charts = new Charts((message) => this.send(message));
  readonly #apart = new ViewParts(() => this.send({ type: "loaded" }));

  constructor(root: Element, state: PageState) {
    this.#root = root;
    this.#state = state;
  }

  get state(): PageState {
    return this.#state;
  }

  async start(): Promise<void> {
    // What the server drew can only be taken over by who draws the same.
    await this.#loadParts();
    document.documentElement.classList.add("js");
    startNavigation(this.send);
    startKeyboard(() => this.#state, this.send);
    document.addEventListener("submit", (event) => this.#confirm(event));
    this.#draw();
    this.#ask();
    new OpsLink(this.send).open();
    // While the page is cut off its age must be seen to grow.
    setInterval(() => {
      if (this.#state.link === "lost") this.send({ type: "lost", nowMs: Date.now() });
    }, 1_000);
  }

  readonly send = (message: PageMessage): void => {
    this.#state = reducePage(this.#state, message);
    if (message.type === "copied") this.#copy(message.text);
    if (message.type === "shortcuts") localStorage.setItem(SHORTCUTS_KEY, String(message.isOn));
    if (message.type === "order") void this.#order(message.order);
    if (message.type === "act") void this.#actOnChaos(message.action);
    if (message.type === "notice" && message.notice !== undefined) this.#fadeNotice();
    this.#ask();
    if (this.#isDrawDue) return;
    this.#isDrawDue = true;
    requestAnimationFrame(() => this.#draw());
  };

  /** Follows and asks for what the view shows, and for nothing else. */
  #ask(): void {
    const { view, data, isStill } = this.#state;
    this.#logs.follow(view.tab === "logs" && !isLogSearch(view) ? view.app : "");
    this.#data.need(neededData(view), { isStill, known: new Set(Object.keys(data)) });
    void this.#loadParts();
  }

  /** Loads what the view is drawn by, and deploys as soon as one runs. */
  async #loadParts(): Promise<void> {
    const { view: { tab }, snapshot } = this.#state;
    if (tab === "loads") await this.#apart.load(tab);
    if (tab === "deploys" || snapshot.head.deploys?.running[0] !== undefined) {
      await this.#apart.load("deploys");
    }
  }

  #draw(): void {
    this.#isDrawDue = false;
    const isFollowed = this.#isLogFollowed();
    const page = <Page state={this.#state} send={this.send} parts={this.#apart.parts} />;
    if (this.#isHydrated) render(page, this.#root);
    else hydrate(page, this.#root);
    this.#isHydrated = true;
    document.title = pageTitle(this.#state);
    for (const dialog of document.querySelectorAll("dialog")) syncDialog(dialog);
    const log = document.querySelector("[data-log]");
    if (log !== null && (isFollowed || log !== this.#shownLog)) log.scrollTop = log.scrollHeight;
    this.#shownLog = log;
    this.#charts.sync(this.#state);
    this.#announce();
  }

  /** Lines that were found are followed by who stands at their end; live ones as the buttons say. */
  #isLogFollowed(): boolean {
    const { view, logs } = this.#state;
    if (!isLogSearch(view)) return logs.isFollowed && !logs.isPaused;
    const log = this.#shownLog;
    return log === null || log.scrollTop + log.clientHeight >= log.scrollHeight - AT_END_PX;
  }

  /** Tells screen readers of a change of health: politely and at most every 5 s. */
  #announce(): void {
    const health = healthOf(this.#state.snapshot);
    const names = health.problems.map(({ app, why }) => `${app.app}: ${why}`);
    const text = [health.word, ...names].join(". ");
    const nowMs = Date.now();
    const region = document.querySelector("#announcer");
    if (region === null || text === this.#announced || nowMs - this.#announcedAtMs < ANNOUNCE_MS) {
      return;
    }
    if (this.#announced !== "") region.textContent = text;
    this.#announced = text;
    this.#announcedAtMs = nowMs;
  }

  #confirm(event: SubmitEvent): void {
    const { asked } = this.#state;
    const isYes = event.submitter?.hasAttribute("data-confirm") ?? false;
    if (!isYes || asked === undefined) return;
    if (asked.verb === "deploy") return this.send({ type: "order", order: asked });
    if (asked.verb === "run") return this.send({ type: "act", action: asked });
    void act(asked).then((notice) => this.send({ type: "notice", notice }));
  }

  async #actOnChaos(action: ChaosAction): Promise<void> {
    const outcome = await actOnChaos(action);
    this.send({ type: "acted", action, outcome });
    const { answer, error } = outcome;
    // What a dry run says stands at its form.
    if (action.verb === "plan") return;
    const notice = answer === undefined
      ? { tone: "bad" as const, text: error }
      : doneNotice(action, answer);
    this.send({ type: "notice", notice });
    if (answer?.run !== undefined && action.verb === "run") {
      goTo(this.send, parseOpsView(new URL(runUrl(answer.run.id), location.href).search));
    }
  }

  async #order({ action, done }: DeployOrder): Promise<void> {
    const outcome = await this.#apart.act?.(action);
    if (outcome === undefined) return;
    const { deploy, error } = outcome;
    this.send({ type: "ordered" });
    const notice = error === undefined
      ? { tone: "ok" as const, text: done }
      : { tone: "bad" as const, text: error };
    this.send({ type: "notice", notice });
    if (deploy === undefined || deploy === this.#state.view.deploy) return;
    goTo(this.send, parseOpsView(new URL(deployUrl(deploy), location.href).search));
  }

  #copy(text: string): void {
    if (text === "") return;
    navigator.clipboard.writeText(text).catch(() => {
      this.send({ type: "notice", notice: { tone: "bad", text: `Cannot copy. Type: ${text}` } });
    });
    setTimeout(() => {
      if (this.#state.copied === text) this.send({ type: "copied", text: "" });
    }, 2_000);
  }

  #fadeNotice(): void {
    clearTimeout(this.#noticeTimer);
    this.#noticeTimer = setTimeout(() => {
      this.send({ type: "notice", notice: undefined });
    }, NOTICE_MS);
  }
}

function syncDialog(dialog: HTMLDialogElement): void {
  const isWanted = dialog.dataset["open"] === "true";
  if (isWanted && !dialog.open) dialog.showModal();
  if (!isWanted && dialog.open) dialog.close();
}

/** What the server drew the page from. */
interface SentFacts {
  readonly snapshot: OpsSnapshot;
  readonly known: PageData;
}

function startPage(): void {
  const root = document.querySelector("#root");
  const data = document.querySelector("#snapshot");
  if (root === null || data === null) return;
  const { snapshot, known } = JSON.parse(data.textContent ?? "null") as SentFacts;
  const state = { ...createPageState(parseOpsView(location.search), snapshot), data: known };
  const hasShortcuts = localStorage.getItem(SHORTCUTS_KEY) !== "false";
  void new OpsPage(root, { ...state, hasShortcuts }).start();
}

startPage();
