/// <reference lib="dom" />
import type { CatalogTitle, TitleRow } from "@netops/core/contracts";
import { rowsOfCatalog } from "../view/browse_rows.ts";
import { explainFailure, type Failure } from "../view/error_text.ts";
import { failed, type Load, loading, ready } from "../view/load.ts";
import type { LoadMessage, Send } from "../view/page_message.ts";
import type { Loads, PageState, Rows } from "../view/page_state.ts";
import type { Answer, Api } from "./api.ts";

const TYPING_PAUSE_MS = 180;
const FILL_MS = 1_000;

type RowsAnswer =
  | { readonly isOk: true; readonly value: Rows }
  | { readonly isOk: false; readonly failure: Failure };

/** What the loader needs from the page. */
export interface LoaderOptions {
  readonly api: Api;
  readonly read: () => PageState;
  readonly send: Send;
}

/** Fetches what each view needs; a later fetch of the same thing wins over an earlier one. */
export class PageLoader {
  #searchTimer: ReturnType<typeof setTimeout> | undefined;
  #rounds = new Map<string, number>();

  constructor(readonly options: LoaderOptions) {}

  /** Fetches what the current view shows. */
  load(): void {
    const { route, signedIn, loads } = this.options.read();
    if (route.view === "sign-up") void this.#get("plans", "/billing/plans", "plans");
    if (signedIn !== "in") return;
    if (loads.profiles.phase === "idle") void this.profiles();
    switch (route.view) {
      case "browse":
        void this.rows();
        break;
      case "title":
      case "play":
        if (loads.rows.phase === "idle") void this.rows();
        if (loads.titles.phase === "idle") void this.titles();
        break;
      case "search":
        this.#searchSoon(route.query);
        break;
      case "profiles":
        void this.profiles();
        break;
      case "account":
        void this.account();
        break;
      default:
    }
  }

  async profiles(): Promise<void> {
    await this.#get("profiles", "/user/profiles", "profiles");
  }

  async titles(): Promise<void> {
    await this.#get("titles", "/catalog/titles", "titles");
  }

  async account(): Promise<void> {
    await Promise.all([
      this.#get("plans", "/billing/plans", "plans"),
      this.#get("subscription", "/billing/subscription"),
      this.#get("streams", "/playback/sessions", "sessions"),
      this.#get("invoices", "/billing/invoices", "invoices"),
    ]);
  }

  /** Personal rows; the catalogue's when there are none; all titles when there is nothing else. */
  async rows(): Promise<void> {
    await this.#take("rows", async () => {
      const first = await this.#readRows();
      if (!first.isOk || hasTitles(first.value)) return first;
      // Services that have just begun may not know their titles yet.
      await new Promise((resolve) => setTimeout(resolve, FILL_MS));
      return await this.#readRows();
    });
  }

  /** Rows without any title are believed only when the catalogue has none either. */
  async #readRows(): Promise<RowsAnswer> {
    const { profileId } = this.options.read();
    const { api } = this.options;
    const query = profileId === undefined ? "" : `?profile=${encodeURIComponent(profileId)}`;
    const own = await api.call<{ rows: TitleRow[] }>(`/recommendation/rows${query}`);
    const isPersonal = own.isOk && !own.headers.has("x-netops-fallback");
    const answer = own.isOk ? own : await api.call<{ rows: TitleRow[] }>("/catalog/rows");
    if (answer.isOk) {
      const found = rowsOf(answer.value.rows, isPersonal);
      if (hasTitles(found)) return { isOk: true, value: found };
    }
    const all = await api.call<{ titles: CatalogTitle[] }>("/catalog/titles");
    if (all.isOk) return { isOk: true, value: rowsOf(rowsOfCatalog(all.value.titles), false) };
    return own.isOk ? all : own;
  }

  /** Finds by words; no words find everything. */
  async search(query: string): Promise<void> {
    const words = query.trim();
    await this.#take("found", async () => {
      const path = words === "" ? "/catalog/titles" : `/search?q=${encodeURIComponent(words)}`;
      const answer = await this.options.api.call<{ titles: CatalogTitle[] }>(path);
      if (!answer.isOk) return answer;
      return { isOk: true, value: { query: words, titles: answer.value.titles } };
    });
  }

  /** Waits for a pause in the typing; the first search does not wait. */
  #searchSoon(query: string): void {
    clearTimeout(this.#searchTimer);
    const delayMs = this.options.read().loads.found.phase === "idle" ? 0 : TYPING_PAUSE_MS;
    this.#searchTimer = setTimeout(() => void this.search(query), delayMs);
  }

  async #get<K extends keyof Loads>(name: K, path: string, field?: string): Promise<void> {
    await this.#take(name, async () => {
      const isOpen = path === "/billing/plans";
      const answer: Answer<Record<string, unknown>> = await this.options.api.call(path, { isOpen });
      if (!answer.isOk) return answer;
      const value = field === undefined ? answer.value : answer.value[field];
      return { isOk: true, value: value as NonNullable<Loads[K]["value"]> };
    });
  }

  async #take<K extends keyof Loads>(
    name: K,
    fetchValue: () => Promise<
      | { isOk: true; value: NonNullable<Loads[K]["value"]> }
      | { isOk: false; failure: Failure }
    >,
  ): Promise<void> {
    const round = (this.#rounds.get(name) ?? 0) + 1;
    this.#rounds.set(name, round);
    this.#tell(name, loading(this.#loadOf(name)));
    const answer = await fetchValue();
    if (this.#rounds.get(name) !== round) return;
    this.#tell(
      name,
      answer.isOk
        ? ready(answer.value)
        : failed(this.#loadOf(name), explainFailure(answer.failure, "load")),
    );
  }

  #loadOf(name: keyof Loads): Load<unknown> {
    return this.options.read().loads[name];
  }

  #tell<K extends keyof Loads>(name: K, load: unknown): void {
    this.options.send({ type: "load", name, load } as LoadMessage);
  }
}

function rowsOf(rows: readonly TitleRow[], isPersonal: boolean): Rows {
  return { rows, source: isPersonal ? "personal" : "shared" };
}

function hasTitles({ rows }: Rows): boolean {
  return rows.some(({ titles }) => titles.length > 0);
}
