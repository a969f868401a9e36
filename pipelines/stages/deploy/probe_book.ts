import type { ProbeCounts } from "../../ports/release_probe.ts";

/** What came of the probes of a deploy, over every process that sent some. */
export interface ProbeBook extends ProbeCounts {
  /** The last reading of those that are being sent; contained in the sums. */
  readonly live: ProbeCounts;
  readonly isOn: boolean;
}

/**
 * Adds a reading. Probes live in the memory of whoever sends them: a reading below the last one is that of
 * another process, which began at 0.
 */
export function countProbes(book: ProbeBook, { sent, lost }: ProbeCounts): ProbeBook {
  const { live } = book;
  const isNew = sent < live.sent || lost < live.lost;
  const before = isNew ? { sent: 0, lost: 0 } : live;
  return {
    ...book,
    sent: book.sent + sent - before.sent,
    lost: book.lost + lost - before.lost,
    live: { sent, lost },
  };
}

/** The last reading is taken: the next probes begin at 0. */
export function endProbes(book: ProbeBook): ProbeBook {
  return { ...book, live: { sent: 0, lost: 0 }, isOn: false };
}
