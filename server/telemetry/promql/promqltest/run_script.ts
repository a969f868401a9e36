import type { LabelSet } from "../../model/label_set.ts";
import { METRIC_NAME } from "../../model/label_set.ts";
import { evaluateInstant, evaluateRange } from "../evaluate/evaluate.ts";
import type { QueryOutcome } from "../evaluate/query_data.ts";
import { parsePromql, type PromqlQuery } from "../language/parse_promql.ts";
import { compileMatcher } from "../regex/mod.ts";
import { differenceFrom } from "./compare.ts";
import { MemorySource } from "./memory_source.ts";
import { type EvalCommand, type Expectation, type LoadCommand, parseScript } from "./script.ts";
import { selectorsIn } from "../language/selectors_in.ts";
import { parseSeriesNotation } from "./series_notation.ts";

/** What became of one `eval`. */
export interface EvalReport {
  readonly line: number;
  readonly query: string;
  /** `unsupported`: it needs native histograms or start timestamps, which are not kept here. */
  readonly outcome: "passed" | "failed" | "unsupported";
  readonly why: string;
}

const MINUTE_MS = 60_000;

/** Runs a script of the test language; every `eval` is told, also after one that failed. */
export function runScript(text: string): EvalReport[] {
  const world = new ScriptWorld();
  const reports: EvalReport[] = [];
  for (const command of parseScript(text)) {
    if (command.kind === "clear") world.clear();
    else if (command.kind === "load") world.load(command);
    else reports.push(world.evaluate(command));
  }
  return reports;
}

class ScriptWorld {
  readonly #source = new MemorySource();
  /** Series of which we keep no part, or not all. */
  readonly #foreign: LabelSet[] = [];

  clear(): void {
    this.#source.clear();
    this.#foreign.length = 0;
  }

  load({ series, stepMs, isWithNative }: LoadCommand): void {
    for (const line of series) {
      if (/^\S+@st\s/.test(line)) {
        this.#foreign.push(parseSeriesNotation(line.replace(/@st\s.*/, "")).labels);
        continue;
      }
      const { labels, values } = parseSeriesNotation(line);
      if (values.includes("histogram")) this.#foreign.push(labels);
      const samples = values.flatMap((value, index) =>
        value === "omitted" || value === "histogram" ? [] : [{ timeMs: index * stepMs, value }]
      );
      this.#source.append(labels, samples);
      if (!isWithNative) continue;
      const name = labels.get(METRIC_NAME).replace(/_(bucket|count|sum)$/, "");
      this.#foreign.push(labels.with({ [METRIC_NAME]: name, le: "" }));
    }
  }

  evaluate(command: EvalCommand): EvalReport {
    const { line, query: text } = command;
    const report = (outcome: EvalReport["outcome"], why = ""): EvalReport => ({
      line,
      query: text,
      outcome,
      why,
    });
    const parsed = parsePromql(text);
    if ("error" in parsed) {
      const why = failureDifference(command.expectations, parsed.error.message);
      return why === undefined ? report("passed") : report("failed", why);
    }
    if (this.#isForeign(parsed.query) || command.results.some((one) => one.includes("{{"))) {
      return report("unsupported", "native histograms or start timestamps");
    }
    const why = this.#check(command, parsed.query);
    return why === undefined ? report("passed") : report("failed", why);
  }

  #isForeign(query: PromqlQuery): boolean {
    return selectorsIn(query.expr).some(({ matchers }) => {
      const tests = matchers.map((matcher) => ({ matcher, test: compileMatcher(matcher) }));
      return this.#foreign.some((labels) =>
        tests.every(({ matcher, test }) => test(labels.get(matcher.name)))
      );
    });
  }

  #check(command: EvalCommand, query: PromqlQuery): string | undefined {
    const options = { source: this.#source, isNameRemovalDelayed: true };
    const outcome = command.stepMs === 0
      ? evaluateInstant(query, {
        ...options,
        timeMs: command.expectedRange?.toMs ?? command.fromMs,
      })
      : evaluateRange(query, { ...options, ...command });
    if ("error" in outcome) {
      return failureDifference(command.expectations, outcome.error.message);
    }
    if (command.expectations.some(({ kind }) => kind === "fail")) {
      return "expected a failure, got a result";
    }
    return annotationDifference(command.expectations, outcome) ??
      differenceFrom(command, outcome.data) ?? this.#checkAsRange(command, query);
  }

  /** Evaluates an instant query once more as the middle step of a range: it must give the same. */
  #checkAsRange(command: EvalCommand, query: PromqlQuery): string | undefined {
    const isOrdered = command.expectations.some(({ kind }) => kind === "ordered");
    const isVector = query.type === "vector";
    const dependsOnRange = /(start|end|range|step)\(\)/.test(query.text);
    if (command.stepMs !== 0 || isOrdered || !isVector || dependsOnRange) return undefined;
    const { fromMs: timeMs } = command;
    const outcome = evaluateRange(query, {
      source: this.#source,
      isNameRemovalDelayed: true,
      fromMs: timeMs - MINUTE_MS,
      toMs: timeMs + MINUTE_MS,
      stepMs: MINUTE_MS,
    });
    if ("error" in outcome) return `as a range: ${outcome.error.message}`;
    const list = outcome.data.resultType === "matrix" ? outcome.data.result : [];
    const result = list.flatMap(({ labels, timestampsMs, values }) => {
      const at = timestampsMs.indexOf(timeMs);
      return at < 0 ? [] : [{ labels, value: values[at] as number }];
    });
    const difference = differenceFrom(command, { resultType: "vector", timeMs, result });
    return difference === undefined ? undefined : `as a range: ${difference}`;
  }
}

function failureDifference(
  expectations: readonly Expectation[],
  message: string,
): string | undefined {
  const fails = expectations.filter(({ kind }) => kind === "fail");
  if (fails.length === 0) return `failed: ${message}`;
  const missed = fails.find((expected) => !isMatch(expected, message));
  return missed === undefined
    ? undefined
    : `expected failure ${missed.message ?? missed.pattern}, got ${message}`;
}

function isMatch({ message, pattern }: Expectation, text: string): boolean {
  if (message !== undefined) return message === text;
  return pattern === undefined || pattern.test(text);
}

function annotationDifference(
  expectations: readonly Expectation[],
  { warnings, infos }: QueryOutcome,
): string | undefined {
  for (const [kind, found] of [["warn", warnings], ["info", infos]] as const) {
    if (expectations.some((expected) => expected.kind === `no_${kind}`) && found.length > 0) {
      return `unexpected ${kind}: ${found.join("; ")}`;
    }
    const wanted = expectations.filter((expected) => expected.kind === kind);
    if (wanted.length === 0) continue;
    const missed = wanted.find((expected) => !found.some((text) => isMatch(expected, text)));
    if (missed !== undefined) {
      const what = missed.message ?? missed.pattern ?? "any";
      return `expected ${kind} ${what}, got ${found.join("; ") || "none"}`;
    }
    const surplus = found.find((text) => !wanted.some((expected) => isMatch(expected, text)));
    if (surplus !== undefined) return `unexpected ${kind}: ${surplus}`;
  }
  return undefined;
}
