import type { GroupLedger, RequestLedger } from "@netops/core/contracts";

/** What came of the requests of an app since a deploy began to move them, by server group. */
export interface LedgerBook {
  readonly atMs: number;
  /** Groups whose requests are followed; `-` is no group at all. */
  readonly groups: readonly string[];
  /** The last reading of each gateway. */
  readonly seen: Readonly<Record<string, Readonly<Record<string, GroupLedger>>>>;
  /** Since the first reading. */
  readonly totals: Readonly<Record<string, GroupLedger>>;
  /** What all gateways had counted at the first reading. */
  readonly before: Readonly<Record<string, GroupLedger>>;
  /** Totals at the last move of traffic. */
  readonly moved: Readonly<Record<string, GroupLedger>>;
}

/** Requests for which no group could be chosen. */
export const NO_GROUP = "-";

/** Counts of nothing. */
export const NO_REQUESTS: GroupLedger = { answered: 0, dropped: 0, failed: 0 };

/** Opens a book: what was counted so far is not of this deploy. */
export function openLedger(
  ledger: RequestLedger,
  { groups, atMs }: { readonly groups: readonly string[]; readonly atMs: number },
): LedgerBook {
  const followed = [...new Set([...groups, NO_GROUP])];
  const seen = readingsOf(ledger, followed);
  const before = Object.values(seen).reduce<Record<string, GroupLedger>>(
    (sum, reading) => addAll(sum, reading),
    {},
  );
  return { atMs, groups: followed, seen, totals: {}, before, moved: {} };
}

/** Follows one more group; what it has had so far was nothing. */
export function followGroup(book: LedgerBook, group: string): LedgerBook {
  return book.groups.includes(group) ? book : { ...book, groups: [...book.groups, group] };
}

/**
 * Adds what every gateway counted since its last reading.
 *
 * A gateway that was not there before counts from 0, and so does one that counts less than before, as it
 * started anew; one that is gone, or silent, keeps its last reading.
 */
export function addReading(book: LedgerBook, ledger: RequestLedger, atMs: number): LedgerBook {
  const readings = readingsOf(ledger, book.groups);
  let totals = book.totals;
  for (const [gateway, reading] of Object.entries(readings)) {
    totals = addAll(totals, growth(book.seen[gateway] ?? {}, reading));
  }
  return { ...book, atMs, totals, seen: { ...book.seen, ...readings } };
}

/** Notes that traffic moves now. */
export function markMove(book: LedgerBook): LedgerBook {
  return { ...book, moved: book.totals };
}

/** What a group has had since the book was opened. */
export function totalOf(book: LedgerBook | undefined, group: string | undefined): GroupLedger {
  return group === undefined ? NO_REQUESTS : book?.totals[group] ?? NO_REQUESTS;
}

/** What a group has had since traffic moved. */
export function sinceMove(book: LedgerBook, group: string): GroupLedger {
  const [now, then] = [book.totals[group] ?? NO_REQUESTS, book.moved[group] ?? NO_REQUESTS];
  return {
    answered: now.answered - then.answered,
    dropped: now.dropped - then.dropped,
    failed: now.failed - then.failed,
  };
}

/** Requests of all groups since the book was opened. */
export function requestsOf(book: LedgerBook | undefined): number {
  return Object.values(book?.totals ?? {})
    .reduce((sum, { answered, dropped }) => sum + answered + dropped, 0);
}

/**
 * Requests that the deploy dropped: those that did not end at the new version, and probes that were lost
 * without any gateway counting them as dropped.
 */
export function droppedOf(
  book: LedgerBook | undefined,
  { fresh, probesLost }: { readonly fresh: string | undefined; readonly probesLost: number },
): number {
  const entries = Object.entries(book?.totals ?? {});
  const sum = (counts: typeof entries) => counts.reduce((all, [, one]) => all + one.dropped, 0);
  const all = sum(entries);
  const ours = sum(entries.filter(([group]) => group !== fresh));
  return ours + Math.max(0, probesLost - all);
}

/** Adds two counts. */
export function addCounts(one: GroupLedger, other: GroupLedger): GroupLedger {
  return {
    answered: one.answered + other.answered,
    dropped: one.dropped + other.dropped,
    failed: one.failed + other.failed,
  };
}

type Counts = Readonly<Record<string, GroupLedger>>;

function readingsOf({ gateways }: RequestLedger, groups: readonly string[]) {
  return Object.fromEntries(gateways.map(({ id, groups: all }) => {
    const own = Object.entries(all).filter(([group]) => groups.includes(group));
    return [id, Object.fromEntries(own.map(([group, counts]) => [group, copyOf(counts)]))];
  }));
}

function copyOf({ answered, dropped, failed }: GroupLedger): GroupLedger {
  return { answered, dropped, failed };
}

function growth(then: Counts, now: Counts): Counts {
  const isAnew = Object.entries(then).some(([group, old]) => {
    const { answered, dropped, failed } = now[group] ?? NO_REQUESTS;
    return answered < old.answered || dropped < old.dropped || failed < old.failed;
  });
  if (isAnew) return now;
  return Object.fromEntries(
    Object.entries(now).map((
      [group, counts],
    ) => [group, minus(counts, then[group] ?? NO_REQUESTS)]),
  );
}

function minus(one: GroupLedger, other: GroupLedger): GroupLedger {
  return {
    answered: one.answered - other.answered,
    dropped: one.dropped - other.dropped,
    failed: one.failed - other.failed,
  };
}

function addAll(sum: Counts, more: Counts): Record<string, GroupLedger> {
  const changed = Object.entries(more)
    .map(([group, counts]) => [group, addCounts(sum[group] ?? NO_REQUESTS, counts)] as const);
  return { ...sum, ...Object.fromEntries(changed) };
}
