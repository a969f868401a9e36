import type { ActRecord, MonkeyKind, PlannedGroup } from "@netops/chaos/monkeys";
import type { MonkeyPlanDocument } from "../chaos/monkey_desk.ts";
import type { MonkeyView } from "../chaos/monkey_view.ts";
import { formatAge } from "../print/age.ts";
import type { Paint } from "../print/color.ts";

/** How to show monkeys. */
export interface MonkeyViewOptions {
  readonly nowMs: number;
  readonly paint: Paint;
}

/** What people call a monkey. */
export function monkeyName(kind: MonkeyKind): string {
  return { chaos: "Chaos Monkey", latency: "Latency Monkey", doctor: "Doctor Monkey" }[kind];
}

/** That a monkey is on, in one line. */
export function monkeyOnLine(
  { kind, leashed }: { readonly kind: MonkeyKind; readonly leashed: boolean | undefined },
  paint: Paint,
): string {
  const mark = paint(leashed ? "green" : "yellow", "●");
  const leash = leashed ? "on the leash" : "unleashed";
  return `${mark} the ${monkeyName(kind)} is on, ${leash}: netops chaos monkey off --kind ${kind}`;
}

/** One monkey: whether it is on, what comes next, what was done. */
export function monkeyLines(
  monkey: MonkeyView,
  { nowMs, paint }: MonkeyViewOptions,
): readonly string[] {
  const { kind, isOn, leashed, deadlineAtMs = nowMs, calendar } = monkey;
  const mark = isOn ? paint(leashed ? "green" : "yellow", "●") : paint("dim", "○");
  const leash = leashed ? "on the leash" : "unleashed";
  const head = isOn
    ? `on, ${leash}, off by itself in ${formatAge(Math.max(0, deadlineAtMs - nowMs))}`
    : "off";
  const inMs = (atMs: number) => `in ${formatAge(Math.max(0, atMs - nowMs))}`;
  return [
    `${mark} ${monkeyName(kind)}: ${head}`,
    ...(calendar === undefined ? [] : [
      `  calendar ${calendar.isOpen ? "open" : "closed"}: ${calendar.reason}` +
      (calendar.isOpen || calendar.nextOpenMs === undefined
        ? ""
        : `, opens ${inMs(calendar.nextOpenMs)}`),
    ]),
    ...(monkey.nextUnknown === undefined
      ? []
      : [`  nobody can tell what comes: ${monkey.nextUnknown}`]),
    ...monkey.next.map(({ atMs, strategy, instance }) =>
      `  next ${inMs(atMs)}: ${strategy} to ${instance}`
    ),
    ...monkey.patients.map(({ id, complaint, sinceMs }) =>
      `  out of service for ${formatAge(Math.max(0, nowMs - sinceMs))}: ${id}, as ${complaint}`
    ),
    ...monkey.acts.map((record) => `  ${actText(record, nowMs)}`),
    ...monkey.skips.map(({ atMs, group, reason }) =>
      paint("dim", `  ${formatAge(Math.max(0, nowMs - atMs))} ago spared ${group}: ${reason}`)
    ),
  ];
}

function actText({ act, outcome, reason, faultId }: ActRecord, nowMs: number): string {
  const became = outcome === "leashed"
    ? "on the leash, so nothing was done"
    : outcome ?? "nobody knows: the monkey died";
  const more = [faultId, reason].filter((one) => one !== undefined).join(", ");
  const ago = `${formatAge(Math.max(0, nowMs - act.atMs))} ago`;
  return `${ago} ${act.strategy} to ${act.instance}: ${became}${more === "" ? "" : ` (${more})`}`;
}

/** What a day would bring. */
export function planLines(
  plan: MonkeyPlanDocument,
  { paint, timeZone }: { readonly paint: Paint; readonly timeZone: string },
): readonly string[] {
  const { kind, day, isOpen, reason, groups, seed, untilMs } = plan;
  const hours = isOpen ? reason : `closed: ${reason}; nobody is hit`;
  return [
    `${monkeyName(kind)} on ${day}, ${hours}`,
    ...groups.flatMap((group) => groupLines(group, timeZone)),
    ...(isOpen ? quietLines(groups, paint) : []),
    ...(untilMs === undefined ? [] : [`worked out until ${timeOf(untilMs, timeZone)}`]),
    paint("dim", `seed ${seed}${plan.leashed ? ", on the leash" : ""}`),
  ];
}

const MOST_HITS = 20;

/** Groups without a hit, those with the same reason in one line. */
function quietLines(groups: readonly PlannedGroup[], paint: Paint): string[] {
  const quiet = groups.filter(({ hits }) => hits.length === 0);
  const byWhy = Map.groupBy(quiet, ({ why }) => why ?? "it is not hit");
  return [...byWhy].map(([why, some]) =>
    paint("dim", `  ${some.map(({ group }) => group).join(", ")}: nothing, ${why}`)
  );
}

function groupLines({ group, hits, spared }: PlannedGroup, timeZone: string): string[] {
  const more = hits.length - MOST_HITS;
  return [
    ...hits.slice(0, MOST_HITS).map(({ atMs, instance, strategy }) => {
      const what = strategy === undefined
        ? `nobody may be hit (${spared[0]?.reason ?? "a cap is used up"})`
        : `${strategy}${instance === undefined ? "" : ` to ${instance}`}`;
      return `  ${group}: ${timeOf(atMs, timeZone)} ${what}`;
    }),
    ...(more > 0 ? [`  ${group}: and ${more} more`] : []),
  ];
}

function timeOf(atMs: number, timeZone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(timeZone)
    .toPlainTime().toString({ smallestUnit: "second" });
}
