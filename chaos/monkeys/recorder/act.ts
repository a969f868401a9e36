import type { SlotPlace } from "../draw/slots.ts";
import type { MonkeyKind } from "../knobs/knobs.ts";

/** Something that a monkey does, as it is noted before it is done. */
export interface Act extends SlotPlace {
  readonly id: string;
  readonly kind: MonkeyKind;
  readonly group: string;
  readonly app: string;
  readonly instance: string;
  /** The strategy, or what the doctor does. */
  readonly strategy: string;
  readonly atMs: number;
  /** With true nothing is done. */
  readonly isLeashed: boolean;
  readonly isMandatory?: true;
  /** Why, where there is more to say than the dice. */
  readonly reason?: string;
}

/** What became of an act: `refused` by a guard, `failed` on the way. */
export type Outcome = "done" | "leashed" | "refused" | "failed";

/** An act and what became of it; without an outcome the monkey died in between. */
export interface ActRecord {
  readonly act: Act;
  readonly outcome?: Outcome;
  readonly reason?: string;
  readonly faultId?: string;
}

/** A hit that was drawn and not tried: nothing was noted against the group. */
export interface Skip extends SlotPlace {
  readonly group: string;
  readonly atMs: number;
  readonly reason: string;
}

/** One line of the recorder's file. */
export type ActLine =
  | { readonly type: "act"; readonly act: Act }
  | {
    readonly type: "outcome";
    readonly id: string;
    readonly outcome: Outcome;
    readonly reason?: string;
    readonly faultId?: string;
  }
  | { readonly type: "skip"; readonly skip: Skip };

/** What the lines of a recorder come to. */
export interface ActHistory {
  readonly records: readonly ActRecord[];
  readonly skips: readonly Skip[];
}

/** Folds lines; one that cannot be read is left out: the last, when the disk was full or the power went. */
export function readActs(text: string): ActHistory {
  const records = new Map<string, ActRecord>();
  const skips: Skip[] = [];
  for (const row of text.split("\n")) {
    const line = parseLine(row);
    if (line === undefined) continue;
    if (line.type === "act") records.set(line.act.id, { act: line.act });
    else if (line.type === "skip") skips.push(line.skip);
    else {
      const { type: _, id, ...end } = line;
      const known = records.get(id);
      if (known !== undefined) records.set(id, { ...known, ...end });
    }
  }
  return { records: [...records.values()], skips };
}

/** The lines that say the same as the newest of a history. */
export function actLines({ records, skips }: ActHistory, most: number): ActLine[] {
  return [
    ...skips.slice(-most).map((skip): ActLine => ({ type: "skip", skip })),
    ...records.slice(-most).flatMap(({ act, outcome, reason, faultId }): ActLine[] => [
      { type: "act", act },
      ...(outcome === undefined ? [] : [{
        type: "outcome" as const,
        ...{ id: act.id, outcome },
        ...(reason === undefined ? {} : { reason }),
        ...(faultId === undefined ? {} : { faultId }),
      }]),
    ]),
  ];
}

function parseLine(row: string): ActLine | undefined {
  try {
    const line = JSON.parse(row) as ActLine;
    return ["act", "outcome", "skip"].includes(line.type) ? line : undefined;
  } catch {
    return undefined;
  }
}
