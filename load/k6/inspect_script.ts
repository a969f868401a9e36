import { NetopsError, type ProgramRunner } from "@netops/core";
import { parseLimit } from "../judge/metric_summary.ts";
import type { LoadThreshold } from "../run/load_threshold.ts";

/** What k6 knows of a script before it runs. */
export interface ScriptFacts {
  /** All of it, the graceful stop included; undefined when it says none. */
  readonly totalMs?: number;
  readonly maxVus: number;
  readonly thresholds: readonly LoadThreshold[];
  /** Whether it names scenarios: `--vus` and `--duration` of k6 would throw them away. */
  readonly hasScenarios: boolean;
  /** All that it says of when iterations begin; the same text is the same shape. */
  readonly shape: string;
}

/** What inspecting works with. */
export interface InspectOptions {
  readonly programs: ProgramRunner;
  readonly k6Path: string;
  readonly dir: string;
  readonly env: Readonly<Record<string, string>>;
}

const LIMIT_BYTES = 1_000_000;
const THREW = 107;

/**
 * Asks k6 what a script will do: its duration, VUs and thresholds.
 *
 * @returns undefined when the script throws before its first iteration: running it says so, and is judged.
 * @throws {NetopsError} CONFIG_INVALID when k6 cannot read the script.
 */
export async function inspectScript(
  script: string,
  { programs, k6Path, dir, env }: InspectOptions,
): Promise<ScriptFacts | undefined> {
  const { code, stdout, stderr } = await programs.run({
    // Unlike `k6 run` it passes no environment on by itself.
    command: [
      k6Path,
      ...["inspect", "--execution-requirements", "--include-system-env-vars", script],
    ],
    ...{ dir, limitBytes: LIMIT_BYTES },
    env: { ...env, K6_NO_USAGE_REPORT: "true", K6_AUTO_EXTENSION_RESOLUTION: "false" },
  });
  if (code === THREW) return undefined;
  if (code !== 0) {
    const said = new TextDecoder().decode(stderr);
    const [, words = said] = /msg="((?:[^"\\]|\\.)*)"/.exec(said) ?? [];
    const why = words.replaceAll("\\n", " ").replaceAll("\\t", "").replaceAll('\\"', '"');
    throw new NetopsError("CONFIG_INVALID", `Cannot use ${script}, as k6 says: ${why.trim()}`, {
      fix: "mend the script; netops load init writes one that works",
    });
  }
  return factsOf(JSON.parse(new TextDecoder().decode(stdout)) as Inspection);
}

interface Inspection {
  readonly vus?: number | null;
  readonly duration?: string | null;
  readonly iterations?: number | null;
  readonly stages?: readonly unknown[] | null;
  readonly scenarios?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly totalDuration?: string;
  readonly maxVUs?: number;
  readonly thresholds?: Readonly<
    Record<string, readonly (string | { readonly threshold: string })[]>
  >;
}

function factsOf(inspection: Inspection): ScriptFacts {
  const { totalDuration, maxVUs, thresholds, scenarios = {} } = inspection;
  const totalMs = totalDuration === undefined ? undefined : goDurationMs(totalDuration);
  const rows = Object.entries(thresholds ?? {}).flatMap(([metric, limits]) =>
    limits.map((limit) => ({ metric, limit: typeof limit === "string" ? limit : limit.threshold }))
  );
  return {
    ...(totalMs === undefined ? {} : { totalMs }),
    maxVus: maxVUs ?? 1,
    thresholds: rows.filter(({ limit }) => parseLimit(limit) !== undefined),
    ...{ hasScenarios: hasScenarios(inspection), shape: JSON.stringify(scenarios) },
  };
}

/** k6 makes a scenario `default` of the shortcuts, and one of a single iteration where there is nothing. */
function hasScenarios({ scenarios = {}, ...inspection }: Inspection): boolean {
  const { vus, duration, iterations, stages } = inspection;
  if ([vus, duration, iterations, stages].some(isGiven)) return false;
  const { default: only, ...named } = scenarios;
  if (Object.keys(named).length > 0) return true;
  return only !== undefined &&
    Object.entries(only).some(([name, value]) => name !== "executor" && isGiven(value));
}

/** Reads a duration as Go writes it, such as `1m32s`. */
function goDurationMs(text: string): number | undefined {
  const units: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1_000, ms: 1 };
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s)/g)];
  if (parts.length === 0) return undefined;
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * (units[unit!] ?? 0), 0);
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}
