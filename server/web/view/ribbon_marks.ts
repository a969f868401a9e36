import { isFailure } from "./health.ts";

/** An event as a ribbon needs it. */
export interface RibbonEvent {
  readonly tsMs: number;
  readonly kind: string;
  readonly subject: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly traceId?: string | undefined;
}

/** Events that fall on one place of a ribbon. */
export interface RibbonMark<Event extends RibbonEvent = RibbonEvent> {
  /** The time of its most telling event. */
  readonly atMs: number;
  /** 0..1 from the left. */
  readonly at: number;
  readonly count: number;
  readonly failed: number;
  /** The first failure, else the first event. */
  readonly event: Event;
}

/** Places of a ribbon: events that share one are one mark. */
export const RIBBON_PLACES = 90;

/** Gathers the events of a time into marks, in order of time; what lies outside is left out. */
export function ribbonMarks<Event extends RibbonEvent>(
  events: readonly Event[],
  range: { readonly fromMs: number; readonly toMs: number },
): readonly RibbonMark<Event>[] {
  const lengthMs = range.toMs - range.fromMs;
  const places = new Map<number, Event[]>();
  for (const event of events) {
    const at = (event.tsMs - range.fromMs) / lengthMs;
    if (!(at >= 0 && at <= 1)) continue;
    const place = Math.min(RIBBON_PLACES - 1, Math.floor(at * RIBBON_PLACES));
    const known = places.get(place);
    if (known === undefined) places.set(place, [event]);
    else known.push(event);
  }
  return [...places].sort(([left], [right]) => left - right).map(([place, own]) =>
    markOf(own, (place + 0.5) / RIBBON_PLACES)
  );
}

function markOf<Event extends RibbonEvent>(own: readonly Event[], at: number): RibbonMark<Event> {
  const failures = own.filter((event) => isFailure(event));
  const event = (failures[0] ?? own[0]) as Event;
  return { atMs: event.tsMs, at, count: own.length, failed: failures.length, event };
}

/** The mark nearest to a place, when it is not further away than `within` (both 0..1). */
export function nearestMark<Mark extends RibbonMark>(
  marks: readonly Mark[],
  at: number,
  within: number,
): Mark | undefined {
  const away = (mark: Mark) => Math.abs(mark.at - at);
  const nearest = marks.toSorted((left, right) => away(left) - away(right))[0];
  return nearest !== undefined && away(nearest) <= within ? nearest : undefined;
}
