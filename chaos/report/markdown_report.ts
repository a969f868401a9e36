import { ARM_TITLES, armRows } from "./arms_rows.ts";
import { escapeMarkdown as safe } from "./escape.ts";
import type { RunStory } from "./run_story.ts";
import { checkNames, checkWord, durationWords, offsetWords, undoWords } from "./words.ts";

const MARKS: Readonly<Record<string, string>> = { held: "✅", deviated: "❌", failed: "❌" };
const FEW_CHECKS = 12;

/** A run as a comment on a pull request: verdict and reason first, the rest in tables. */
export function markdownReport(story: RunStory): string {
  const { verdict, title, hypothesis } = story;
  const mark = MARKS[verdict.name] ?? "⚠️";
  const parts = [
    `## ${mark} ${safe(title)}: ${safe(verdict.name)}`,
    safe(verdict.reason),
    ...(hypothesis === undefined ? [] : [`Steady state: ${safe(hypothesis)}`]),
    factLine(story),
    ...armTable(story),
    ...faultTable(story),
    ...checkTable(story),
    ...activityTable(story),
    ...happeningList(story),
    `<sub>${originLine(story)}</sub>`,
  ];
  return `${parts.join("\n\n")}\n`;
}

/** A table of GitHub's Markdown; nothing when there are no rows. The cells are safe already. */
export function markdownTable(
  titles: readonly string[],
  rows: readonly (readonly string[])[],
): string[] {
  if (rows.length === 0) return [];
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [[line(titles), line(titles.map(() => "---")), ...rows.map(line)].join("\n")];
}

function factLine({ checks, faults, recovery, startedAtMs, endedAtMs, verdict }: RunStory): string {
  const met = checks.filter(({ isMet }) => isMet).length;
  const undone = faults.filter((fault) => fault.undone === true).length;
  const recovered = recovery?.recoveryMs;
  return [
    `**${met} of ${checks.length}** checks met`,
    ...(faults.length === 0 ? [] : [`**${undone} of ${faults.length}** faults undone`]),
    ...(recovered === undefined ? [] : [`recovered after **${durationWords(recovered)}**`]),
    `took ${durationWords(endedAtMs - startedAtMs)}`,
    ...(verdict.exitCode === undefined ? [] : [`exit ${verdict.exitCode}`]),
  ].join(" · ");
}

function armTable({ arms }: RunStory): string[] {
  if (arms === undefined) return [];
  return markdownTable(ARM_TITLES, armRows(arms).map((row) => row.map(safe)));
}

function faultTable({ faults, startedAtMs }: RunStory): string[] {
  return markdownTable(
    ["Fault", "On", "From", "Lasted", "Hits", "Undo"],
    faults.map((fault) => [
      safe(fault.kind),
      safe(fault.targets.join(", ")),
      offsetWords(fault.startedAtMs, startedAtMs),
      fault.endedAtMs === undefined ? "?" : durationWords(fault.endedAtMs - fault.startedAtMs),
      fault.hits === undefined ? "" : String(fault.hits),
      safe(undoWords(fault)),
    ]),
  );
}

/** All checks that were not met, and how many were. */
function checkTable({ checks, startedAtMs }: RunStory): string[] {
  const names = checkNames(checks);
  const rows = checks.map((check, at) => ({ check, name: names[at] ?? "" }))
    .filter(({ check }) => !check.isMet)
    .map(({ check, name }) => [
      name,
      offsetWords(check.endedAtMs, startedAtMs),
      checkWord(check),
      safe(
        check.probes.filter(({ isMet }) => !isMet).map((one) => `${one.name}: ${one.seen}`).join(
          "; ",
        ),
      ),
    ]);
  const hidden = rows.length - FEW_CHECKS;
  const more = hidden > 0 ? [`and ${hidden} more checks that were not met`] : [];
  return [...markdownTable(["Check", "At", "Came to", "Seen"], rows.slice(0, FEW_CHECKS)), ...more];
}

function activityTable({ activities, startedAtMs }: RunStory): string[] {
  return markdownTable(
    ["Activity", "Phase", "At", "Status"],
    activities.map(({ name, phase, startedAtMs: atMs, status, reason }) => [
      safe(name),
      phase,
      offsetWords(atMs, startedAtMs),
      safe(reason === undefined ? status : `${status}: ${reason}`),
    ]),
  );
}

function happeningList({ happenings, startedAtMs }: RunStory): string[] {
  if (happenings.length === 0) return [];
  const lines = happenings.map(({ atMs, words }) =>
    `- ${offsetWords(atMs, startedAtMs)} ${safe(words)}`
  );
  return [
    `<details><summary>What the platform said meanwhile (${lines.length})</summary>\n\n${
      lines.join("\n")
    }\n\n</details>`,
  ];
}

function originLine({ id, file, seed, planHash }: RunStory): string {
  return [
    safe(id),
    safe(file),
    ...(seed === undefined ? [] : [`seed ${safe(seed)}`]),
    ...(planHash === undefined ? [] : [`plan ${planHash.slice(0, 12)}`]),
  ].join(" · ");
}
