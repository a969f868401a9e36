import { ARM_TITLES, armRows } from "./arms_rows.ts";
import { escapeMarkup as safe } from "./escape.ts";
import { type Cell, factList, htmlPage, scrolling, tableSection } from "./html_parts.ts";
import { HTML_STYLE } from "./html_style.ts";
import type { RunStory } from "./run_story.ts";
import { svgTimeLine } from "./svg_time_line.ts";
import {
  checkNames,
  checkWord,
  dateWords,
  durationWords,
  offsetWords,
  undoWords,
} from "./words.ts";

/** A run as one page that needs no network and no script: verdict first, then the time line, then tables. */
export function htmlReport(story: RunStory): string {
  const { title, verdict, hypothesis } = story;
  const steady = hypothesis === undefined ? "" : `<p>Steady state: ${safe(hypothesis)}</p>`;
  const body = [
    `<h1>${safe(title)}</h1>`,
    `<div class="verdict ${safe(verdict.name.replaceAll(" ", "-"))}"><strong>${
      safe(verdict.name)
    }</strong><p>${safe(verdict.reason)}</p>${steady}</div>`,
    factList(factsOf(story)),
    drawingSection(story),
    armSection(story),
    checkSection(story),
    faultSection(story),
    planSection(story),
    activitySection(story),
    phaseSection(story),
    happeningSection(story),
  ].filter((part) => part !== "").join("\n");
  return htmlPage({ title: `${verdict.name}: ${title}`, style: HTML_STYLE, body });
}

function factsOf(story: RunStory): [string, string][] {
  const { checks, faults, recovery, startedAtMs, endedAtMs, verdict, id, file } = story;
  const met = checks.filter(({ isMet }) => isMet).length;
  const undone = faults.filter((fault) => fault.undone === true).length;
  return [
    ["checks met", `${met} of ${checks.length}`],
    ["faults undone", faults.length === 0 ? "no fault" : `${undone} of ${faults.length}`],
    ["recovered after", recovery === undefined ? "not measured" : recoveryWords(recovery)],
    ["took", durationWords(endedAtMs - startedAtMs)],
    ["began", dateWords(startedAtMs)],
    ["exit code", verdict.exitCode === undefined ? "none" : String(verdict.exitCode)],
    ["run", id],
    ["file", file],
    ["seed", story.seed ?? "unknown"],
    ["plan", story.planHash?.slice(0, 12) ?? "unknown"],
  ];
}

function recoveryWords({ recoveryMs, withinMs }: NonNullable<RunStory["recovery"]>): string {
  return recoveryMs === undefined
    ? `not within ${durationWords(withinMs)}`
    : durationWords(recoveryMs);
}

function drawingSection(story: RunStory): string {
  return `<section><h2>Time line</h2>${
    scrolling("Time line", svgTimeLine(story))
  }<p class="legend"><strong class="narrow">It goes on to the right: scroll it sideways. </strong>Dashed and hollow: planned. ✓ met, undone or up. × not met, failed or gone. △ broken, nothing is known. ` +
    `Striped: a fault at work. Every mark stands in a table below.</p></section>`;
}

function armSection({ arms }: RunStory): string {
  return tableSection("Arms", {
    caption: "What became of requests with the fault beside an equal share without it",
    titles: ARM_TITLES,
    rows: arms === undefined ? [] : armRows(arms),
  });
}

function checkSection({ checks, startedAtMs }: RunStory): string {
  const names = checkNames(checks);
  return tableSection("Checks", {
    caption: "Every check of the steady state, in order",
    titles: ["Check", "At", "Came to", "Took", "Seen"],
    rows: checks.map((check, at): Cell[] => [
      names[at] ?? "",
      offsetWords(check.endedAtMs, startedAtMs),
      check.isMet ? "met" : { text: checkWord(check), look: "bad" },
      durationWords(check.endedAtMs - check.startedAtMs),
      check.probes.map(({ name, seen, isMet }) => `${name}: ${seen}${isMet ? "" : " (not met)"}`)
        .join("; "),
    ]),
  });
}

function faultSection({ faults, startedAtMs }: RunStory): string {
  return tableSection("Faults", {
    caption: "What was injected, and whether its undo was seen",
    titles: ["Kind", "On", "From", "Lasted", "Hits", "Undo", "Id"],
    rows: faults.map((fault): Cell[] => [
      fault.kind,
      fault.targets.join(", "),
      offsetWords(fault.startedAtMs, startedAtMs),
      fault.endedAtMs === undefined
        ? "unknown"
        : durationWords(fault.endedAtMs - fault.startedAtMs),
      fault.hits === undefined ? "not counted" : String(fault.hits),
      fault.undone === true ? undoWords(fault) : { text: undoWords(fault), look: "bad" },
      fault.id,
    ]),
  });
}

function planSection({ plan }: RunStory): string {
  return tableSection("Plan", {
    caption:
      "What the experiment declares; times count from the start of the method, and what activities take comes on top",
    titles: ["Phase", "At", "What", "Lasts"],
    rows: plan.marks.map(({ phase, offsetMs, name, durationMs, fault }) => [
      phase,
      plannedWords(phase, offsetMs, plan.methodMs),
      fault === undefined ? name : `${name}: ${fault.kind} on ${fault.target}`,
      durationMs === 0 ? "" : durationWords(durationMs),
    ]),
  });
}

/** When something is planned; how long the method takes before it nobody can tell. */
function plannedWords(phase: string, offsetMs: number, methodMs: number): string {
  if (phase === "before") return "before";
  if (phase === "method") return offsetWords(offsetMs, 0);
  return offsetMs > methodMs
    ? `${durationWords(offsetMs - methodMs)} after the method`
    : "after the method";
}

function activitySection({ activities, startedAtMs }: RunStory): string {
  return tableSection("Activities", {
    caption: "What the method and the rollbacks did",
    titles: ["Activity", "Phase", "At", "Took", "Status"],
    rows: activities.map((activity): Cell[] => {
      const { name, phase, status, reason, startedAtMs: atMs, endedAtMs } = activity;
      const text = reason === undefined ? status : `${status}: ${reason}`;
      return [
        name,
        phase,
        offsetWords(atMs, startedAtMs),
        endedAtMs === undefined ? "unknown" : durationWords(endedAtMs - atMs),
        status === "succeeded" || status === "running" ? text : { text, look: "bad" },
      ];
    }),
  });
}

function phaseSection({ phases, startedAtMs: fromMs }: RunStory): string {
  return tableSection("Phases", {
    caption: "The parts of the run, one after the other",
    titles: ["Phase", "From", "Took"],
    rows: phases.map(({ name, startedAtMs, endedAtMs }) => [
      name,
      offsetWords(startedAtMs, fromMs),
      durationWords(endedAtMs - startedAtMs),
    ]),
  });
}

function happeningSection({ happenings, startedAtMs }: RunStory): string {
  return tableSection("Platform", {
    caption: "What the platform said of itself meanwhile",
    titles: ["At", "What", "Kind"],
    rows: happenings.map(({ atMs, words, tone, kind }): Cell[] => [
      offsetWords(atMs, startedAtMs),
      tone === "bad" ? { text: words, look: "bad" } : words,
      kind,
    ]),
  });
}
