import type { OpsHead, OpsSections, OpsSnapshot } from "./ops_snapshot.ts";

/** What changed in one keyed section. */
export interface SectionDelta<Row> {
  readonly put: Readonly<Record<string, Row>>;
  readonly drop: readonly string[];
}

/** What changed between two snapshots; sections without a change are left out. */
export interface OpsDelta {
  readonly atMs: number;
  readonly head?: OpsHead;
  readonly sections: { readonly [Name in keyof OpsSections]?: SectionDelta<unknown> };
}

/** The names of the keyed sections. */
export const SECTION_NAMES: readonly (keyof OpsSections)[] = [
  "apps",
  "instances",
  "traffic",
  "gateways",
  "routes",
  "events",
  "faults",
];

/** Finds what changed, by value, from `older` to `newer`. */
export function diffSnapshots(older: OpsSnapshot, newer: OpsSnapshot): OpsDelta {
  const sections: Partial<Record<keyof OpsSections, SectionDelta<unknown>>> = {};
  for (const name of SECTION_NAMES) {
    const change = diffSection(older[name], newer[name]);
    if (change !== undefined) sections[name] = change;
  }
  const sameHead = JSON.stringify(older.head) === JSON.stringify(newer.head);
  return { atMs: newer.atMs, ...(sameHead ? {} : { head: newer.head }), sections };
}

/** Applies a delta: `applyDelta(older, diffSnapshots(older, newer))` equals `newer`. */
export function applyDelta(older: OpsSnapshot, delta: OpsDelta): OpsSnapshot {
  const changed: Record<string, unknown> = {};
  for (const name of SECTION_NAMES) {
    const change = delta.sections[name];
    if (change === undefined) continue;
    const dropped = new Set(change.drop);
    const kept = Object.entries(older[name]).filter(([key]) => !dropped.has(key));
    changed[name] = { ...Object.fromEntries(kept), ...change.put };
  }
  return { ...older, ...changed, atMs: delta.atMs, head: delta.head ?? older.head };
}

type Section = Readonly<Record<string, unknown>>;

function diffSection(older: Section, newer: Section): SectionDelta<unknown> | undefined {
  const put: Record<string, unknown> = {};
  for (const [key, row] of Object.entries(newer)) {
    if (!Object.hasOwn(older, key) || !isSame(older[key], row)) put[key] = row;
  }
  const drop = Object.keys(older).filter((key) => !Object.hasOwn(newer, key));
  return drop.length === 0 && Object.keys(put).length === 0 ? undefined : { put, drop };
}

function isSame(left: unknown, right: unknown): boolean {
  return left === right || JSON.stringify(left) === JSON.stringify(right);
}
