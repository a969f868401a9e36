import type { FaultView, RunRow } from "@netops/core/contracts";
import type { ChaosAction, ChaosAnswer } from "../../chaos/chaos_values.ts";
import { dataWords } from "../event_words.ts";
import { formatAge, formatMs } from "../format.ts";
import type { Verdict } from "../health.ts";
import type { Notice } from "../page_state.ts";
import { plainText } from "../plain_text.ts";
import { shellWord } from "../shell_word.ts";

const FAULT_VERDICTS: Readonly<Record<FaultView["state"], Verdict>> = {
  injecting: { tone: "wait", word: "being injected" },
  active: { tone: "warn", word: "at work" },
  undoing: { tone: "wait", word: "being undone" },
  undone: { tone: "ok", word: "undone" },
  "undo-failed": { tone: "bad", word: "not undone" },
  "not-injected": { tone: "off", word: "not injected" },
};

/** How far a fault is. */
export function faultVerdict({ state }: Pick<FaultView, "state">): Verdict {
  return FAULT_VERDICTS[state];
}

const RUN_VERDICTS: Readonly<Record<string, Verdict>> = {
  held: { tone: "ok", word: "held" },
  deviated: { tone: "bad", word: "deviated" },
  failed: { tone: "bad", word: "failed" },
  refused: { tone: "warn", word: "refused" },
  interrupted: { tone: "warn", word: "interrupted" },
  inconclusive: { tone: "warn", word: "inconclusive" },
};

/** What a run came to, or that it goes on. */
export function runVerdict({ state, verdict }: Pick<RunRow, "state" | "verdict">): Verdict {
  if (state === "running") return { tone: "wait", word: "running" };
  if (state === "cut-off") return { tone: "warn", word: "cut off" };
  return RUN_VERDICTS[verdict ?? ""] ?? { tone: "off", word: verdict ?? "unknown" };
}

/** Why a run came to its verdict, in words. */
export function runReason({ state, reason }: Pick<RunRow, "state" | "reason">): string {
  if (reason !== undefined) return plainText(reason);
  if (state === "running") return "Goes on. What it comes to is known at its end.";
  return "Ended before it could come to a verdict; its faults were undone when it fell silent.";
}

/** How long a fault has still to go, or how far it is when that does not say it. */
export function endsInWords(fault: FaultView, nowMs: number): string {
  if (fault.state === "active") return countdownWords(fault.expiresAtMs - nowMs);
  if (fault.state === "undo-failed") return "tried again every 2 s";
  return faultVerdict(fault).word;
}

/** Prints what is left of a time to the second: `39 s`, `4 min 39 s`, `2 h 4 min`. */
export function countdownWords(leftMs: number): string {
  const seconds = Math.max(0, Math.ceil(leftMs / 1_000));
  if (seconds < 60 || seconds >= 3_600) return formatAge(seconds * 1_000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** Says parameters of a fault in words; what is 0 is no news. */
export function parameterWords(parameters: FaultView["parameters"]): string {
  const told = Object.entries(parameters).filter(([, value]) => value !== 0);
  return dataWords(Object.fromEntries(told));
}

/** Says in words whom a fault holds: `hello-v000-1 (eu-a)`, or how many of which apps. */
export function targetsWords(targets: FaultView["targets"]): string {
  if (targets.length <= 2) {
    return targets.map(({ instance, zone }) => zone === "-" ? instance : `${instance} (${zone})`)
      .join(", ");
  }
  const apps = [...new Set(targets.map(({ app }) => app))];
  return `${targets.length} instances of ${apps.slice(0, 3).join(", ")}${
    apps.length > 3 ? " …" : ""
  }`;
}

/** The command that does the same as an action; for a run that is ended, the one that shows it. */
export function chaosCommand(action: ChaosAction): string {
  switch (action.verb) {
    case "stop-all":
      return "netops chaos stop --all";
    case "resume":
      return "netops chaos resume";
    case "stop-fault":
      return `netops chaos stop ${action.fault}`;
    case "stop-run":
      return "netops chaos history";
    case "run":
      return ["netops chaos run", action.name]
        .concat(action.variables.map((one) => `--var ${shellWord(one)}`)).join(" ");
    case "plan":
    case "inject":
      return injectCommand(action);
  }
}

function injectCommand(
  { verb, wish }: Extract<ChaosAction, { verb: "plan" | "inject" }>,
): string {
  const { kind, target, count, percent, parameters, durationMs, seed, ignoreSlo } = wish;
  const sets = Object.entries(parameters).map(([name, value]) =>
    `--set ${shellWord(`${name}=${typeof value === "string" ? value : JSON.stringify(value)}`)}`
  );
  return [
    `netops chaos inject ${kind} --target ${shellWord(target)}`,
    ...(count === undefined ? [] : [`--count ${count}`]),
    ...(percent === undefined ? [] : [`--percent ${percent}`]),
    ...sets,
    `--for ${durationMs / 1_000}s`,
    ...(seed === undefined ? [] : [`--seed ${shellWord(seed)}`]),
    ...(ignoreSlo === true ? ["--ignore-slo"] : []),
    ...(verb === "plan" ? ["--dry-run"] : []),
  ].join(" ");
}

/** Says in words what an action came to. */
export function doneNotice(action: ChaosAction, answer: ChaosAnswer): Notice {
  switch (action.verb) {
    case "stop-all":
      return stoppedNotice(answer);
    case "resume":
      return { tone: "ok", text: "Faults and experiments are taken again." };
    case "stop-fault":
      return faultsNotice(answer.faults ?? []) ?? {
        tone: "ok",
        text: `${action.fault} is over already.`,
      };
    case "run":
      return { tone: "ok", text: `${answer.run?.id ?? "The run"} began.` };
    case "stop-run":
      return { tone: "ok", text: `${action.run} is told to end; it undoes its faults first.` };
    case "plan":
    case "inject":
      return { tone: "ok", text: `${action.wish.kind} is at work on ${action.wish.target}.` };
  }
}

function stoppedNotice({ faults = [], ended = [] }: ChaosAnswer): Notice {
  const told = faultsNotice(faults);
  const runs = ended.length === 0 ? "" : ` ${countOf(ended.length, "run")} told to end.`;
  return {
    tone: told?.tone ?? "ok",
    text: `Chaos is stopped. ${told?.text ?? "No fault was at work."}${runs}`,
  };
}

function faultsNotice(faults: readonly FaultView[]): Notice | undefined {
  if (faults.length === 0) return undefined;
  const open = faults.filter(({ state }) => state !== "undone" && state !== "not-injected");
  if (open.length === 0) {
    return { tone: "ok", text: `${countOf(faults.length, "fault")} undone, nothing is left.` };
  }
  const names = open.slice(0, 3).map(({ id, kind, state }) =>
    `${kind} ${id} ${FAULT_VERDICTS[state].word}`
  );
  return {
    tone: "bad",
    text: `${open.length} of ${countOf(faults.length, "fault")} not undone yet: ${
      names.join("; ")
    }.`,
  };
}

/** Counts in words: `1 fault`, `2 faults`. */
export function countOf(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}

/** How long a run took, or takes so far. */
export function tookWords({ startedAtMs, endedAtMs, state }: RunRow, nowMs: number): string {
  if (startedAtMs === undefined) return "–";
  const endMs = state === "running" ? nowMs : endedAtMs;
  return endMs === undefined ? "–" : lastedWords(endMs - startedAtMs);
}

/** Prints how long something lasted: exactly below a minute, as an age above. */
export function lastedWords(durationMs: number): string {
  if (durationMs >= 60_000) return formatAge(durationMs);
  return formatMs(Math.max(0, durationMs)).replace(/\.0+ /, " ");
}
