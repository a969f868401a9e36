import { escapeMarkup as safe } from "./escape.ts";
import type { RunStory } from "./run_story.ts";
import { checkNames, checkWord, undoWords } from "./words.ts";

/** One case: nothing in it means that it is fine. */
interface Case {
  readonly group: string;
  readonly name: string;
  readonly durationMs: number;
  readonly trouble?: { readonly tag: "failure" | "error" | "skipped"; readonly message: string };
}

/**
 * A run as JUnit's XML, one case per check, activity, undo, recovery, and one for the verdict, so that CI shows
 * what failed. Source: the schema that Jenkins and GitLab read (junit-10.xsd).
 */
export function junitReport(story: RunStory): string {
  const cases = [
    ...checkCases(story),
    ...activityCases(story),
    ...armCases(story),
    ...undoCases(story),
    ...recoveryCases(story),
    verdictCase(story),
  ];
  const count = (tag: string) => cases.filter(({ trouble }) => trouble?.tag === tag).length;
  const seconds = secondsText(story.endedAtMs - story.startedAtMs);
  const counts = `tests="${cases.length}" failures="${count("failure")}" errors="${
    count("error")
  }" skipped="${count("skipped")}" time="${seconds}"`;
  const at = new Date(story.startedAtMs).toISOString().slice(0, 19);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="netops chaos" ${counts}>`,
    `  <testsuite name="${safe(story.title)}" timestamp="${at}" ${counts}>`,
    "    <properties>",
    ...propertiesOf(story).map(([name, value]) =>
      `      <property name="${name}" value="${safe(value)}"/>`
    ),
    "    </properties>",
    ...cases.flatMap((one) => caseLines(one, story)),
    "  </testsuite>",
    "</testsuites>",
    "",
  ].join("\n");
}

function propertiesOf({ id, file, seed = "", planHash = "", verdict }: RunStory) {
  return [
    ...[["id", id], ["file", file], ["seed", seed], ["planHash", planHash]] as const,
    ...[["verdict", verdict.name], ["reason", verdict.reason]] as const,
  ];
}

function caseLines({ group, name, durationMs, trouble }: Case, { title }: RunStory): string[] {
  const head = `    <testcase classname="${safe(`${title}.${group}`)}" name="${safe(name)}" time="${
    secondsText(durationMs)
  }"`;
  if (trouble === undefined) return [`${head}/>`];
  const message = safe(trouble.message);
  const inner = trouble.tag === "skipped"
    ? `<skipped message="${message}"/>`
    : `<${trouble.tag} message="${message}" type="${group}">${message}</${trouble.tag}>`;
  return [`${head}>`, `      ${inner}`, "    </testcase>"];
}

function checkCases({ checks }: RunStory): Case[] {
  const names = checkNames(checks);
  return checks.map((check, at) => {
    const seen = check.probes.filter(({ isMet }) => !isMet).map((one) =>
      `${one.name}: ${one.seen}`
    );
    const message = [`the steady state was ${checkWord(check)}`, ...seen].join("; ");
    const tag = check.hasError ? "error" as const : "failure" as const;
    return {
      ...{ group: "checks", name: `steady state ${names[at] ?? ""}` },
      durationMs: check.endedAtMs - check.startedAtMs,
      ...(check.isMet ? {} : { trouble: { tag, message } }),
    };
  });
}

function activityCases({ activities }: RunStory): Case[] {
  return activities.map(({ phase, name, status, startedAtMs, endedAtMs, reason }) => {
    const tag = status === "failed" ? "failure" as const : "skipped" as const;
    const trouble = { tag, message: reason ?? status };
    return {
      ...{ group: phase, name, durationMs: (endedAtMs ?? startedAtMs) - startedAtMs },
      ...(status === "succeeded" ? {} : { trouble }),
    };
  });
}

function undoCases({ faults }: RunStory): Case[] {
  return faults.map((fault) => ({
    group: "undo",
    name: `${fault.kind} ${fault.id} on ${fault.targets.join(", ")}`,
    durationMs: (fault.endedAtMs ?? fault.startedAtMs) - fault.startedAtMs,
    ...(fault.undone === true
      ? {}
      : { trouble: { tag: "failure" as const, message: undoWords(fault) } }),
  }));
}

function armCases({ arms, startedAtMs, endedAtMs }: RunStory): Case[] {
  if (arms === undefined) return [];
  const { verdict, reason } = arms;
  const tag = verdict === "unknown" ? "error" as const : "failure" as const;
  return [{
    ...{ group: "arms", name: "the arms are alike", durationMs: endedAtMs - startedAtMs },
    ...(verdict === "alike" ? {} : { trouble: { tag, message: reason } }),
  }];
}

function recoveryCases({ recovery }: RunStory): Case[] {
  if (recovery === undefined) return [];
  const { recoveryMs, withinMs } = recovery;
  const message = `the steady state did not come back within ${withinMs} ms`;
  return [{
    ...{ group: "recovery", name: "the steady state comes back" },
    durationMs: recoveryMs ?? withinMs,
    ...(recoveryMs === undefined ? { trouble: { tag: "failure" as const, message } } : {}),
  }];
}

function verdictCase({ verdict, startedAtMs, endedAtMs }: RunStory): Case {
  const message = `${verdict.name}: ${verdict.reason}`;
  return {
    ...{ group: "verdict", name: "the experiment held", durationMs: endedAtMs - startedAtMs },
    ...(verdict.name === "held" ? {} : { trouble: { tag: "failure" as const, message } }),
  };
}

function secondsText(durationMs: number): string {
  return (Math.max(0, durationMs) / 1_000).toFixed(3);
}
