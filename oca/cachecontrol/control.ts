import { type Clock, NetopsError } from "@netops/core";
import type { OcaBoard, OcaOrders, OcaReport, OcaRoute } from "@netops/core/contracts";
import type { Board } from "./board.ts";
import { chooseSources } from "./choose_sources.ts";
import type { FillEscalation } from "./fill_escalation.ts";
import { effectiveRoutes, type PrefixRow, prefixRows } from "./merge_routes.ts";
import { planManifests, type PlannedTitle, titleKey } from "./plan_manifest.ts";
import type { Popularity } from "./popularity.ts";
import type { Settings, SettingsView } from "./settings.ts";
import type { TitleCatalog } from "./title_catalog.ts";

/** What control works with. */
export interface ControlOptions {
  readonly board: Board;
  readonly settings: Pick<Settings, "view" | "change">;
  readonly catalog: Pick<TitleCatalog, "titles">;
  readonly popularity: Popularity;
  readonly escalation: FillEscalation;
  readonly clock: Clock;
  /** Base address of origin, or undefined when nobody knows it. */
  readonly originUrl: () => string | undefined;
}

/** Where an OCA that does not tell its disk is assumed to end. */
const DEFAULT_DISK_BYTES = 8 * 1024 * 1024 * 1024;
/** A plan holds for so long, unless there is an OCA or a title that it does not know. */
const PLAN_LIVE_MS = 1_000;

/** Hears OCAs and tells each what it should hold and be. */
export class Control {
  readonly #options: ControlOptions;
  #plan: ReadonlyMap<string, readonly PlannedTitle[]> = new Map();
  #plannedTitles: unknown;
  #plannedAtMs = -Infinity;

  constructor(options: ControlOptions) {
    this.#options = options;
  }

  /** Takes a report and gives orders. @throws {NetopsError} UNHEALTHY before the settings are known. */
  hear(report: OcaReport): OcaOrders {
    const { board, clock } = this.#options;
    const monotonicMs = clock.monotonicMs();
    board.hear(report, { nowMs: clock.nowMs(), monotonicMs });
    const view = this.#view();
    const planned = this.#manifestOf(report.oca, monotonicMs);
    return {
      wantedState: view.drained.has(report.oca) ? "DRAINED" : "SERVING",
      settled: planned !== undefined,
      manifest: planned?.map(({ titleId, version }) => ({ titleId, version })) ?? report.titles,
      sources: planned === undefined ? {} : this.#sources(report, planned),
    };
  }

  /** Everything that steering ranks by. */
  read(): OcaBoard {
    const view = this.#view();
    const ocas = this.#options.board.all().map(({ report, heardAtMs }) => ({
      ...{ report, heardAtMs },
      wantedState: view.drained.has(report.oca) ? "DRAINED" as const : "SERVING" as const,
      routes: effectiveRoutes(report, view.changes),
    }));
    return { ocas };
  }

  /** The whole prefix table. */
  prefixes(): PrefixRow[] {
    const { changes } = this.#view();
    return this.#options.board.all().flatMap(({ report }) => prefixRows(report, changes));
  }

  /**
   * Drains an OCA, or takes that back.
   *
   * @throws {NetopsError} NOT_FOUND, or REFUSED when no other OCA would serve and `force` is not given
   */
  async want(
    oca: string,
    state: "SERVING" | "DRAINED",
    { force = false }: { readonly force?: boolean } = {},
  ): Promise<void> {
    this.#known(oca);
    await this.#options.settings.change((view) => {
      if (view.drained.has(oca) === (state === "DRAINED")) return [];
      if (state === "DRAINED" && !force) this.#refuseLast(oca, view);
      return [{ key: ["drained", oca], value: state === "DRAINED" ? true : undefined }];
    });
  }

  /** Adds a route, over a reported or withdrawn one of the same prefix. @throws {NetopsError} NOT_FOUND */
  async addRoute(oca: string, route: OcaRoute): Promise<void> {
    this.#known(oca);
    const value = { kind: "added", oca, route };
    await this.#options.settings.change(() => [{ key: ["route", oca, route.prefix], value }]);
  }

  /** Takes a prefix from an OCA, whoever gave it. @throws {NetopsError} NOT_FOUND */
  async removeRoute(oca: string, prefix: string): Promise<void> {
    const { routes } = this.#known(oca);
    const key = ["route", oca, prefix];
    await this.#options.settings.change(({ changes }) => {
      const row = prefixRows({ oca, routes }, changes).find((known) => known.prefix === prefix);
      if (row === undefined || row.source === "withdrawn") {
        throw new NetopsError("NOT_FOUND", `Cannot withdraw ${prefix} as ${oca} does not have it`);
      }
      const isReported = routes.some((route) => route.prefix === prefix);
      return [{ key, value: isReported ? { kind: "withdrawn", oca, prefix } : undefined }];
    });
  }

  #view(): SettingsView {
    const { view } = this.#options.settings;
    if (view !== undefined) return view;
    throw new NetopsError("UNHEALTHY", "Cannot answer as the settings are not read yet");
  }

  #known(oca: string): OcaReport {
    const heard = this.#options.board.get(oca);
    if (heard !== undefined) return heard.report;
    const known = this.#options.board.all().map(({ report }) => report.oca);
    throw new NetopsError("NOT_FOUND", `Cannot find the OCA ${oca}`, { details: { known } });
  }

  #refuseLast(oca: string, view: SettingsView): void {
    const { board, clock } = this.#options;
    const others = board.fresh(clock.monotonicMs()).some((report) =>
      report.oca !== oca && report.healthy && report.state === "SERVING" &&
      !view.drained.has(report.oca)
    );
    if (others) return;
    throw new NetopsError("REFUSED", `Cannot drain ${oca} as no other OCA serves`, {
      fix: "undrain another one first, or force it",
    });
  }

  /** What an OCA should hold; undefined while origin's titles are not known. */
  #manifestOf(oca: string, monotonicMs: number): readonly PlannedTitle[] | undefined {
    const { catalog, board, popularity, clock } = this.#options;
    const { titles } = catalog;
    if (titles === undefined) return undefined;
    const isOld = monotonicMs - this.#plannedAtMs >= PLAN_LIVE_MS;
    if (isOld || this.#plannedTitles !== titles || !this.#plan.has(oca)) {
      const nowMs = clock.nowMs();
      this.#plan = planManifests(
        titles.map((title) => ({ ...title, score: popularity.score(title.titleId, nowMs) })),
        board.all().map(({ report }) => ({
          ...{ oca: report.oca, region: report.region, held: report.titles },
          budgetBytes: report.disk?.budgetBytes ?? DEFAULT_DISK_BYTES,
        })),
      );
      this.#plannedTitles = titles;
      this.#plannedAtMs = monotonicMs;
    }
    return this.#plan.get(oca) ?? [];
  }

  #sources(report: OcaReport, planned: readonly PlannedTitle[]): Record<string, string[]> {
    const { board, clock, escalation, originUrl } = this.#options;
    const monotonicMs = clock.monotonicMs();
    const held = new Set(report.titles.map(titleKey));
    const { oca, region } = report;
    const facts = {
      asking: report,
      peers: board.fresh(monotonicMs),
      originUrl: originUrl(),
      mayAskOrigin: (title: { readonly titleId: string; readonly version: string }) =>
        escalation.mayAskOrigin({ oca, region, title: titleKey(title) }, monotonicMs),
    };
    const sources: Record<string, string[]> = {};
    for (const title of planned) {
      if (held.has(titleKey(title))) continue;
      const ranked = chooseSources(title, facts);
      if (ranked !== undefined) sources[title.titleId] = ranked;
    }
    return sources;
  }
}
