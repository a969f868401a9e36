import { type Clock, NetopsError } from "@netops/core";
import type {
  CatalogRecord,
  LicensedTitle,
  TitleLicence,
  TitlePackage,
} from "@netops/core/contracts";
import { checkLicence } from "./licence.ts";
import type { CatalogStore } from "./store.ts";
import { compareFacts, composeTitles } from "./titles.ts";

/** What catalog is made of. */
export interface CatalogParts {
  readonly store: CatalogStore;
  readonly clock: Clock;
  /** Tells the platform that a title changed; must not block. */
  readonly publish: (record: CatalogRecord) => void;
}

/** The catalogue in memory, and every change of it. Reads never wait for the database. */
export class Catalog {
  readonly #parts: CatalogParts;
  #titles: readonly LicensedTitle[] = [];
  #byId: ReadonlyMap<string, LicensedTitle> = new Map();
  #reading: Promise<void> | undefined;
  #stale = false;
  #hasHeardOrigin = false;

  /** Begins empty. */
  constructor(parts: CatalogParts) {
    this.#parts = parts;
  }

  /** Every title, in the order of the catalogue. */
  get titles(): readonly LicensedTitle[] {
    return this.#titles;
  }

  /**
   * Refuses to speak for a catalogue that nobody has read yet: "there are no titles" would be a lie.
   *
   * @throws {NetopsError} UNHEALTHY
   */
  requireKnown(): void {
    if (this.#hasHeardOrigin || this.#titles.length > 0) return;
    throw new NetopsError("UNHEALTHY", "Cannot list titles yet as origin has not told any", {
      fix: "netops status",
    });
  }

  /** @throws {NetopsError} NOT_FOUND */
  title(id: string): LicensedTitle {
    const title = this.#byId.get(id);
    if (title !== undefined) return title;
    throw new NetopsError("NOT_FOUND", "Cannot find this title", {
      details: { titleId: id.slice(0, 64) },
      fix: "netops title list",
    });
  }

  /** The titles that may be shown in a country now. @throws {NetopsError} UNHEALTHY */
  shownIn(country: string): LicensedTitle[] {
    this.requireKnown();
    const nowMs = this.#parts.clock.nowMs();
    return this.#titles.filter((title) => {
      return checkLicence(title, { country, nowMs }).kind === "licensed";
    });
  }

  /** Reads the database anew; calls that come while it reads are answered by one more reading. */
  async refresh(): Promise<void> {
    this.#stale = true;
    this.#reading ??= this.#readWhileStale().finally(() => this.#reading = undefined);
    await this.#reading;
  }

  /** Takes over what origin holds now. */
  async takePackages(packages: readonly TitlePackage[]): Promise<void> {
    const { store, clock, publish } = this.#parts;
    const { facts } = await store.read();
    const change = compareFacts(facts, packages, clock.nowMs());
    await store.apply(change);
    await this.refresh();
    this.#hasHeardOrigin = true;
    const tsMs = clock.nowMs();
    for (const { titleId } of change.put) publish({ type: "changed", titleId, tsMs });
    for (const titleId of change.removed) publish({ type: "removed", titleId, tsMs });
  }

  /** Changes where and when a title may be shown; counts at this instance when it resolves. */
  async setLicence(titleId: string, licence: TitleLicence): Promise<LicensedTitle> {
    const { store, clock, publish } = this.#parts;
    // Another instance may have added the title a moment ago.
    if (!this.#byId.has(titleId)) await this.refresh();
    this.title(titleId);
    await store.setLicence(titleId, licence);
    await this.refresh();
    publish({ type: "changed", titleId, tsMs: clock.nowMs() });
    return this.title(titleId);
  }

  async #readWhileStale(): Promise<void> {
    while (this.#stale) {
      this.#stale = false;
      const { facts, licences } = await this.#parts.store.read();
      this.#titles = composeTitles(facts, licences);
      this.#byId = new Map(this.#titles.map((title) => [title.id, title]));
    }
  }
}
