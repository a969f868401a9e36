import type { TitleLicence } from "@netops/core/contracts";
import type { FactsChange, TitleFacts } from "./titles.ts";

/** Everything that is kept. */
export interface CatalogContents {
  readonly facts: readonly TitleFacts[];
  readonly licences: ReadonlyMap<string, TitleLicence>;
}

const REVISION = ["revision"];

/**
 * Keeps what is known of titles and their licences in kv: `facts/<titleId>`, `licence/<titleId>`.
 *
 * Every change touches `revision` in the same commit, and all instances watch that.
 */
export class CatalogStore {
  readonly #kv: Deno.Kv;

  /** Works on an open database. */
  constructor(kv: Deno.Kv) {
    this.#kv = kv;
  }

  /** Reads everything: hundreds of titles are a few reads. */
  async read(): Promise<CatalogContents> {
    const facts: TitleFacts[] = [];
    const licences = new Map<string, TitleLicence>();
    for await (const { value } of this.#kv.list<TitleFacts>({ prefix: ["facts"] })) {
      facts.push(value);
    }
    for await (const { key, value } of this.#kv.list<TitleLicence>({ prefix: ["licence"] })) {
      licences.set(String(key[1]), value);
    }
    return { facts, licences };
  }

  /** Keeps what changed at origin. */
  async apply({ put, removed }: FactsChange): Promise<void> {
    for (const facts of put) {
      await this.#kv.atomic().set(["facts", facts.titleId], facts).set(REVISION, facts.version)
        .commit();
    }
    for (const titleId of removed) {
      await this.#kv.atomic().delete(["facts", titleId]).set(REVISION, titleId).commit();
    }
  }

  /** Keeps the licence of a title, also of one that is not packaged yet. */
  async setLicence(titleId: string, licence: TitleLicence): Promise<void> {
    await this.#kv.atomic().set(["licence", titleId], licence).set(REVISION, titleId).commit();
  }

  /** Yields once at the beginning and after every change; many changes may be one. */
  watch(): ReadableStream<unknown> {
    return this.#kv.watch([REVISION]);
  }
}
