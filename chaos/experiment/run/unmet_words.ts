import { isMap, isNumeric, memberOf, numberOf, toPlain } from "../python/value.ts";
import type { Value, ValueMap } from "../python/value.ts";
import { substitute } from "../python/template.ts";
import type { Scope } from "../python/template.ts";

const LONGEST_WORDS = 160;

/**
 * Says in a few words why a check was not met: `probe "starts succeed" gave 0.91, wanted at least 0.99`.
 *
 * Undefined when every probe was as it should be. Secrets are not put in place of their names.
 */
export function unmetWords(
  state: ValueMap,
  { configuration, outputs }: Omit<Scope, "secrets">,
): string | undefined {
  const probes = Array.isArray(state["probes"]) ? state["probes"] : [];
  const run = probes.filter(isMap).find((one) => one["tolerance_met"] !== true);
  if (run === undefined) return undefined;
  const activity = isMap(run["activity"]) ? run["activity"] : {};
  const name = `probe "${String(activity["name"] ?? "")}"`;
  const failure = failureWords(run);
  if (failure !== undefined) return `${name} failed: ${failure}`;
  const scope = { configuration, secrets: {}, ...(outputs === undefined ? {} : { outputs }) };
  const output = run["output"] ?? null;
  const tolerance = quietly(activity["tolerance"] ?? null, scope);
  return `${name} gave ${seenWords(output)}, wanted ${wantedWords(tolerance, output)}`;
}

/** Why an activity failed, out of its entry of a journal, without the names of Python; undefined when it did not. */
export function failureWords(run: ValueMap): string | undefined {
  if (run["status"] !== "failed") return undefined;
  const lines = Array.isArray(run["exception"]) ? run["exception"] : [];
  const last = lines.map(String).join("").trim().split("\n").at(-1) ?? "";
  const words = last.replace(/^[\w.]+(?:Exception|Error|ActivityFailed): /, "");
  return words === "" ? "it does not say why" : short(words);
}

/** One line of text, 160 characters at most. */
export function short(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return line.length <= LONGEST_WORDS ? line : `${line.slice(0, LONGEST_WORDS - 1)}…`;
}

function quietly(tolerance: Value, scope: Scope): Value {
  try {
    return substitute(tolerance, scope);
  } catch {
    return tolerance; // It names an output that is not there: the probe's failure says so itself.
  }
}

function seenWords(output: Value): string {
  const status = memberOf(output, "status");
  if (isNumeric(status)) return `status ${numberOf(status)}`;
  if (output === null) return "nothing";
  return isNumeric(output) && typeof output !== "boolean"
    ? numberWords(numberOf(output))
    : plainWords(output);
}

/** What a tolerance asks for, told to who knows what was seen. */
function wantedWords(tolerance: Value, output: Value): string {
  const what = memberOf(output, "status") === undefined ? "" : "status ";
  if (Array.isArray(tolerance)) {
    const [low = null, high = null] = tolerance;
    const isRange = tolerance.length === 2 && what === "";
    if (isRange) return boundWords(low, high, output);
    return `${what}${tolerance.map(plainWords).join(" or ")}`;
  }
  if (isNumeric(tolerance) && typeof tolerance !== "boolean") {
    return `${what}${numberWords(numberOf(tolerance))}`;
  }
  return isMap(tolerance) ? ruleWords(tolerance, output) : plainWords(tolerance);
}

function ruleWords(tolerance: ValueMap, output: Value): string {
  const { type, target, range, pattern, path, count, expect, name } = tolerance;
  const part = typeof target === "string" ? memberOf(output, target) ?? output : output;
  const of = typeof target === "string" ? ` in ${target}` : "";
  if (type === "range" && Array.isArray(range)) {
    const [low = null, high = null] = range;
    const seen = part === output ? "" : ` (${target} is ${seenWords(part)})`;
    return `${boundWords(low, high, part)}${of}${seen}`;
  }
  if (type === "regex") return `text like ${plainWords(pattern ?? null)}${of}`;
  if (type === "probe") return `what probe "${String(name ?? "")}" takes`;
  if (type !== "jsonpath") return plainWords(tolerance);
  if (expect !== undefined) return `${plainWords(expect)} at ${String(path)}${of}`;
  const many = count === undefined || count === null ? "something" : `${plainWords(count)} values`;
  return `${many} at ${String(path)}${of}`;
}

/** Of two bounds only the one that was passed is told. */
function boundWords(low: Value, high: Value, seen: Value): string {
  if (!isNumeric(seen) || !isNumeric(low) || !isNumeric(high)) {
    return `a number from ${plainWords(low)} to ${plainWords(high)}`;
  }
  const isLow = numberOf(seen) < numberOf(low);
  return isLow
    ? `at least ${numberWords(numberOf(low))}`
    : `at most ${numberWords(numberOf(high))}`;
}

function numberWords(number: number): string {
  return Number.isInteger(number) ? String(number) : String(Number(number.toPrecision(4)));
}

function plainWords(value: Value): string {
  const plain = toPlain(value);
  return short(typeof plain === "string" ? `"${plain}"` : JSON.stringify(plain) ?? "nothing");
}
