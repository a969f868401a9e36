/** @jsxImportSource preact */
/// <reference lib="dom" />
import { hydrate, render } from "preact";
import type { OpsSnapshot } from "../ops_snapshot.ts";
import { healthOf } from "../view/health.ts";
import { Page, pageTitle } from "../view/page.tsx";
import { type PageMessage, reducePage } from "../view/page_message.ts";
import { createPageState, type PageState } from "../view/page_state.ts";
import { parseOpsView } from "../view/view_url.ts";
import { act } from "./act.ts";
import { startKeyboard } from "./keyboard.ts";
import { LogLink } from "./log_link.ts";
import { startNavigation } from "./navigation.ts";
import { OpsLink } from "./ops_link.ts";

const SHORTCUTS_KEY = "netops.shortcuts";
const ANNOUNCE_MS = 5_000;
const NOTICE_MS = 10_000;

/** Takes over the page that the server drew, and keeps it live. */
class OpsPage {
  #state: PageState;
  #isDrawDue = false;
  #isHydrated = false;
  #announced = "";
  #announcedAtMs = 0;
  #noticeTimer: ReturnType<typeof setTimeout> | undefined;
  readonly #root: Element;
  readonly #logs = new LogLink((message) => this.send(message));

  constructor(root: Element, state: PageState) {
    this.#root = root;
    this.#state = state;
  }

  get state(): PageState {
    return this.#state;
  }

  start(): void {
    document.documentElement.classList.add("js");
    startNavigation(this.send);
    startKeyboard(() => this.#state, this.send);
    document.addEventListener("submit", (event) => this.#confirm(event));
    this.#draw();
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
    if (message.type === "notice" && message.notice !== undefined) this.#fadeNotice();
    const { tab, app } = this.#state.view;
    this.#logs.follow(tab === "logs" ? app : "");
    if (this.#isDrawDue) return;
    this.#isDrawDue = true;
    requestAnimationFrame(() => this.#draw());
  };

  #draw(): void {
    this.#isDrawDue = false;
    const page = <Page state={this.#state} send={this.send} />;
    if (this.#isHydrated) render(page, this.#root);
    else hydrate(page, this.#root);
    this.#isHydrated = true;
    document.title = pageTitle(this.#state);
    for (const dialog of document.querySelectorAll("dialog")) syncDialog(dialog);
    if (this.#state.logs.isFollowed && !this.#state.logs.isPaused) {
      const log = document.querySelector("[data-log]");
      if (log !== null) log.scrollTop = log.scrollHeight;
    }
    this.#announce();
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
    void act(asked).then((notice) => this.send({ type: "notice", notice }));
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

function startPage(): void {
  const root = document.querySelector("#root");
  const data = document.querySelector("#snapshot");
  if (root === null || data === null) return;
  const snapshot = JSON.parse(data.textContent ?? "null") as OpsSnapshot;
  const state = createPageState(parseOpsView(location.search), snapshot);
  const hasShortcuts = localStorage.getItem(SHORTCUTS_KEY) !== "false";
  new OpsPage(root, { ...state, hasShortcuts }).start();
}

startPage();
