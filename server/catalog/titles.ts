import type {
  CatalogTitle,
  LicensedTitle,
  TitleLicence,
  TitlePackage,
} from "@netops/core/contracts";
import { ADDED_GENRE, EDITORIAL, PLAIN_ARTWORK } from "./editorial.ts";
import { OPEN_LICENCE } from "./licence.ts";

/** What catalog keeps of a package: all but its files. */
export interface TitleFacts {
  readonly titleId: string;
  readonly version: string;
  readonly name: string;
  readonly durationMs: number;
  readonly rungs: CatalogTitle["rungs"];
  readonly audioLanguages: readonly string[];
  readonly captions: CatalogTitle["captions"];
  /** When catalog first heard of the title. */
  readonly addedAtMs: number;
}

/** Takes from a package what the catalogue needs. */
export function factsOf(title: TitlePackage, addedAtMs: number): TitleFacts {
  return {
    titleId: title.titleId,
    version: title.version,
    name: title.title,
    durationMs: title.durationMs,
    rungs: title.rungs,
    audioLanguages: [...new Set(title.audio.map(({ language }) => language))],
    captions: title.captions.map(({ language, label }) => ({ language, label })),
    addedAtMs,
  };
}

/** What has to change so that the catalogue holds what origin holds. */
export interface FactsChange {
  readonly put: readonly TitleFacts[];
  readonly removed: readonly string[];
}

/** Compares what is kept with what origin has; what is the same is not written again. */
export function compareFacts(
  kept: readonly TitleFacts[],
  packages: readonly TitlePackage[],
  nowMs: number,
): FactsChange {
  const known = new Map(kept.map((facts) => [facts.titleId, facts]));
  const put = packages.flatMap((title) => {
    const old = known.get(title.titleId);
    const next = factsOf(title, old?.addedAtMs ?? nowMs);
    return JSON.stringify(old) === JSON.stringify(next) ? [] : [next];
  });
  const there = new Set(packages.map(({ titleId }) => titleId));
  const removed = kept.flatMap(({ titleId }) => there.has(titleId) ? [] : [titleId]);
  return { put, removed };
}

/** Joins facts, editorial words and licences into the catalogue, in its order. */
export function composeTitles(
  kept: readonly TitleFacts[],
  licences: ReadonlyMap<string, TitleLicence>,
): LicensedTitle[] {
  return [...kept].sort(byPlace).map((facts) => ({
    ...describe(facts),
    ...licences.get(facts.titleId) ?? OPEN_LICENCE,
  }));
}

/** Leaves out what is between the owner of the licence and us. */
export function withoutLicence(title: LicensedTitle): CatalogTitle {
  const { countries: _countries, window: _window, ...shown } = title;
  return shown;
}

/** Built-in titles first, in their own order; then what was added, the newest first. */
function byPlace(left: TitleFacts, right: TitleFacts): number {
  return placeOf(left) - placeOf(right) || right.addedAtMs - left.addedAtMs ||
    (left.titleId < right.titleId ? -1 : 1);
}

function placeOf({ titleId }: TitleFacts): number {
  const index = EDITORIAL.findIndex(({ id }) => id === titleId);
  return index < 0 ? EDITORIAL.length : index;
}

function describe(facts: TitleFacts): CatalogTitle {
  const { titleId, name, version, durationMs, rungs, audioLanguages, captions } = facts;
  const words = EDITORIAL.find(({ id }) => id === titleId);
  return {
    id: titleId,
    title: words?.title ?? name,
    description: words?.description ?? "",
    year: words?.year ?? new Date(facts.addedAtMs).getUTCFullYear(),
    genres: words?.genres ?? [ADDED_GENRE],
    ...{ durationMs, rungs, audioLanguages, captions },
    artwork: words?.artwork ?? PLAIN_ARTWORK,
    version,
  };
}
