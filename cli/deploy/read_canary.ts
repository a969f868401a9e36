import { NetopsError } from "@netops/core";
import {
  type CanaryConfig,
  type CanaryData,
  checkCanaryConfig,
  checkMetricQueries,
  type ConfigFinding,
  type JudgeMode,
} from "@netops/pipelines";
import { canaryConfigSchema, canaryDataSchema } from "@netops/pipelines/definition";
import { resolve } from "node:path";
import { type PathProblem, readChecked } from "../config/read_checked.ts";
import { formatPath } from "../config/issues.ts";
import { suggest } from "../suggest.ts";

/** What to read, and for whom. */
export interface CanaryRequest {
  readonly config: string;
  readonly data: string;
  readonly cwd: string;
  readonly mode: JudgeMode;
}

/** A canary that can be judged. */
export interface CanaryInput {
  readonly config: CanaryConfig;
  readonly data: CanaryData;
  /** What is odd and does not stop the judge, for people. */
  readonly warnings: readonly string[];
}

/**
 * Reads a canary configuration and its points.
 *
 * What Kayenta would take in silence is a mistake, unless it is Kayenta that judges: then it is a warning.
 *
 * @throws {NetopsError} CONFIG_INVALID with `file:line:column` of each mistake.
 */
export function readCanary({ config, data, cwd, mode }: CanaryRequest): CanaryInput {
  const setup = readChecked({
    file: config,
    text: textOf(config, cwd),
    schema: canaryConfigSchema,
  });
  const points = readChecked({ file: data, text: textOf(data, cwd), schema: canaryDataSchema });
  const problems = checkCanaryConfig(setup.value).map(toProblem);
  const mistakes = mode === "kayenta" ? [] : problems.filter(({ isMistake }) => isMistake);
  setup.refuse(mistakes);
  const odd = problems.filter((problem) => !mistakes.includes(problem))
    .map(({ path, message }) => `${config}: ${formatPath(path)}: ${message}`);
  return {
    ...{ config: setup.value, data: points.value as CanaryData },
    warnings: [...odd, ...uselessPoints(setup.value, points.value as CanaryData, { file: data })],
  };
}

/**
 * Reads the canary configuration that a release is judged by: what Kayenta would take in silence is a mistake, and
 * so is, where points are to be fetched by it, a metric that they cannot be fetched of.
 *
 * @throws {NetopsError} CONFIG_INVALID with `file:line:column` of each mistake.
 */
export function readCanaryConfig(
  file: string,
  { cwd, isFetched = false }: { readonly cwd: string; readonly isFetched?: boolean },
): CanaryConfig {
  const text = textOf(file, cwd);
  const { value, refuse } = readChecked({ file, text, schema: canaryConfigSchema });
  const findings = [...checkCanaryConfig(value), ...isFetched ? checkMetricQueries(value) : []];
  refuse(findings.map(toProblem).filter(({ isMistake }) => isMistake));
  return value;
}

function textOf(file: string, cwd: string): string {
  try {
    return Deno.readTextFileSync(resolve(cwd, file));
  } catch (cause) {
    const why = cause instanceof Deno.errors.NotFound ? "it is not there" : String(cause);
    throw new NetopsError("CONFIG_INVALID", `Cannot read ${file} as ${why}`, {
      ...{ cause, fix: "netops help deploy judge" },
    });
  }
}

type Told = PathProblem & { readonly isMistake: boolean };

function toProblem({ path, message, fix, stranger, mayStand }: ConfigFinding): Told {
  const [near] = stranger === undefined ? [] : suggest(stranger.word, stranger.known);
  const words = near === undefined
    ? stranger === undefined ? fix : `use one of ${stranger.known.join(", ")}`
    : `did you mean "${near}"?`;
  return {
    ...{ path, message, isMistake: mayStand === undefined || near !== undefined },
    ...(words === undefined ? {} : { fix: words }),
  };
}

/** Points of a metric that is not in the configuration are most often a mistyped name. */
function uselessPoints(
  { metrics }: CanaryConfig,
  data: CanaryData,
  { file }: { readonly file: string },
): string[] {
  const known = metrics.map(({ name }) => name);
  return Object.keys(data).filter((name) => !known.includes(name)).map((name) => {
    const [near] = suggest(name, known);
    const hint = near === undefined ? "" : `; did you mean "${near}"?`;
    return `${file}: no metric is called "${name}"${hint}`;
  });
}
