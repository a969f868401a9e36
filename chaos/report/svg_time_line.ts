import { escapeMarkup as safe } from "./escape.ts";
import type { RunStory, StoryActivity } from "./run_story.ts";
import { drawLane, LANE, round, type SvgLane, type SvgMark, xOf } from "./svg_lanes.ts";
import { plannedSpan, tickMs, tickWords, type TimeAxis, timeAxis } from "./time_axis.ts";
import { checkNames, checkWord, durationWords, undoWords } from "./words.ts";

const MOST_TICKS = 10;
const MOST_LANES = 12;
const MOST_ACTIVITY_LANES = 4;
const GOOD_STATUSES = ["succeeded", "running"];
const LABEL_LETTERS = 18;

/** Draws a run: what was planned above, what happened below, the platform's own words on the same axis. */
export function svgTimeLine(story: RunStory): string {
  const axis = timeAxis(story);
  const lanes = [...plannedLanes(story, axis), ...happenedLanes(story)];
  const height = LANE.top + lanes.length * LANE.height + 8;
  const width = LANE.left + LANE.width + 10;
  const pattern = `stripes-${safe(story.id)}`;
  return [
    `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${
      safe(summaryOf(story))
    }" style="--stripes:url(#${pattern})">`,
    `<defs><pattern id="${pattern}" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">`,
    '<rect width="6" height="6" class="stripe-ground"/><rect width="2" height="6" class="stripe"/></pattern></defs>',
    drawTicks(axis, height),
    ...lanes.map((lane, order) => drawLane(lane, order, axis)),
    "</svg>",
  ].join("\n");
}

function drawTicks(axis: TimeAxis, height: number): string {
  const spanMs = axis.toMs - axis.fromMs;
  const stepMs = tickMs(spanMs, MOST_TICKS);
  const count = Math.floor(spanMs / stepMs) + 1;
  return Array.from({ length: count }, (_, at) => {
    const x = round(xOf(axis.fromMs + at * stepMs, axis));
    return `<path class="tick" d="M${x} 22 V${
      height - 6
    }"/><text class="tick-text" x="${x}" y="15">${tickWords(at * stepMs)}</text>`;
  }).join("");
}

function plannedLanes({ plan }: RunStory, axis: TimeAxis): SvgLane[] {
  const faults = plan.marks.filter(({ fault }) => fault !== undefined);
  const others = plan.marks.filter(({ fault }) => fault === undefined);
  const marks = others.map((mark): SvgMark => ({
    atMs: plannedSpan(mark, axis).startedAtMs,
    form: mark.phase === "method" || mark.phase === "rollbacks" ? "news" : "predicted",
    title: `planned: ${mark.name}`,
  }));
  return [
    { label: "planned", marks },
    ...faults.slice(0, MOST_LANES).map((mark): SvgLane => {
      const text = `${mark.fault?.kind} on ${mark.fault?.target}`;
      const title = `planned: ${text} for ${durationWords(mark.durationMs)}`;
      return { label: "", bars: [{ ...plannedSpan(mark, axis), look: "planned", text, title }] };
    }),
  ];
}

function happenedLanes(story: RunStory): SvgLane[] {
  const { phases, happenings } = story;
  const bars = phases.map(({ name, ...span }) => ({
    ...span,
    look: "phase",
    text: name,
    title: name,
  }));
  return [
    { label: "happened", bars, isApart: true },
    { label: "checks", marks: checkMarks(story) },
    ...activityLanes(story),
    ...faultLanes(story),
    ...recoveryLane(story),
    {
      label: "platform",
      isApart: true,
      marks: happenings.map(({ atMs, words, tone }) => ({ atMs, form: tone, title: words })),
    },
  ];
}

function checkMarks({ checks }: RunStory): SvgMark[] {
  const names = checkNames(checks);
  return checks.map((check, at) => ({
    atMs: check.endedAtMs,
    form: check.isMet ? "good" : check.hasError ? "broken" : "bad",
    title: `steady state ${names[at]}: ${checkWord(check)}`,
  }));
}

/** Activities as long as they took; those at the same time lie one below the other. */
function activityLanes({ activities, endedAtMs: runEndMs }: RunStory): SvgLane[] {
  const lanes: StoryActivity[][] = [];
  for (const activity of activities) {
    const free = lanes.find((lane) => (lane.at(-1)?.endedAtMs ?? runEndMs) <= activity.startedAtMs);
    const lane = free ?? (lanes.length < MOST_ACTIVITY_LANES ? undefined : lanes.at(-1));
    if (lane === undefined) lanes.push([activity]);
    else lane.push(activity);
  }
  return lanes.map((lane, at) => ({
    label: at === 0 ? "activities" : "",
    bars: lane.map(({ name, status, startedAtMs, endedAtMs = runEndMs }) => ({
      ...{ startedAtMs, endedAtMs, look: "activity", text: name },
      title: `${name}: ${status} after ${durationWords(endedAtMs - startedAtMs)}`,
    })),
    marks: lane.flatMap(({ name, status, endedAtMs = runEndMs }): SvgMark[] =>
      GOOD_STATUSES.includes(status)
        ? []
        : [{ atMs: endedAtMs, form: "bad", title: `${name}: ${status}` }]
    ),
  }));
}

function faultLanes({ faults, verdict, endedAtMs: runEndMs }: RunStory): SvgLane[] {
  return faults.slice(0, MOST_LANES).map((fault) => {
    const { kind, targets, startedAtMs, endedAtMs = runEndMs, undone } = fault;
    const text = `${kind} on ${targets.join(", ")}`;
    const title = `${text}: ${undoWords(fault)}`;
    const isAtWork = undone === undefined && verdict.name === "running";
    const end: SvgMark = { atMs: endedAtMs, form: undone === true ? "good" : "bad", title };
    return {
      label: kind.slice(0, LABEL_LETTERS),
      bars: [{ startedAtMs, endedAtMs, look: "fault", text, title }],
      marks: isAtWork ? [] : [end],
    };
  });
}

function recoveryLane({ recovery, faults, phases }: RunStory): SvgLane[] {
  if (recovery === undefined) return [];
  const ends = faults.flatMap(({ endedAtMs }) => endedAtMs === undefined ? [] : [endedAtMs]);
  const method = phases.find(({ name }) => name === "method");
  const startedAtMs = ends.length > 0 ? Math.max(...ends) : method?.endedAtMs ?? 0;
  const { recoveryMs, withinMs } = recovery;
  const text = recoveryMs === undefined
    ? `not recovered within ${durationWords(withinMs)}`
    : `recovered after ${durationWords(recoveryMs)}`;
  const endedAtMs = startedAtMs + (recoveryMs ?? withinMs);
  return [{
    label: "recovery",
    bars: [{ startedAtMs, endedAtMs, look: "recovery", text, title: text }],
  }];
}

function summaryOf({ verdict, checks, faults, happenings }: RunStory): string {
  const met = checks.filter(({ isMet }) => isMet).length;
  return `Time line: ${verdict.name}. ${met} of ${checks.length} checks met, ${faults.length} faults, ` +
    `${happenings.length} events of the platform. The tables below say the same.`;
}
