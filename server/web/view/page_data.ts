import type { DataAnswer, DataKind, DataValues } from "../telemetry/data_answer.ts";
import { type DataNeed, neededData } from "./needed_data.ts";
import type { OpsView } from "./view_url.ts";

/** What was answered last for a slot, and what was asked then. */
export interface LoadedData {
  readonly search: string;
  readonly answer: DataAnswer<unknown>;
}

/** All that the page has of telemetry, by slot. */
export type PageData = Readonly<Record<string, LoadedData>>;

/** What a panel can show of its slot. */
export interface ShownData<Value> {
  /** Left out before the first answer. */
  readonly answer?: DataAnswer<Value>;
  /** Whether it answers what is asked now; an older list stays while the new one is read. */
  readonly isFresh: boolean;
}

/** Reads the slot of a kind; another trace or run than the one asked for is never shown. */
export function shownData<Kind extends DataKind>(
  data: PageData,
  view: OpsView,
  wanted: { readonly kind: Kind; readonly slot?: string },
): ShownData<DataValues[Kind]> {
  const slot = wanted.slot ?? wanted.kind;
  const need = neededData(view).find((one) => one.slot === slot);
  const loaded = data[slot];
  const isFresh = need !== undefined && loaded?.search === need.search;
  const isOne = ["trace", "run", "deploy"].includes(wanted.kind);
  if (loaded === undefined || (isOne && !isFresh)) return { isFresh: false };
  return { answer: loaded.answer as DataAnswer<DataValues[Kind]>, isFresh };
}

/** Keeps only what a view needs, so that a page that was everywhere holds no more than one view. */
export function keepNeeded(data: PageData, view: OpsView): PageData {
  const slots = new Set(neededData(view).map(({ slot }) => slot));
  return Object.fromEntries(Object.entries(data).filter(([slot]) => slots.has(slot)));
}

/** Takes an answer, unless the view needs something else by now. */
export function takeAnswer(
  data: PageData,
  view: OpsView,
  { need, answer }: { readonly need: DataNeed; readonly answer: DataAnswer<unknown> },
): PageData {
  const isWanted = neededData(view).some((one) =>
    one.slot === need.slot && one.search === need.search
  );
  return isWanted ? { ...data, [need.slot]: { search: need.search, answer } } : data;
}
