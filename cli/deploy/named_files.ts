import type { PipelineSpecInput } from "@netops/core/contracts";
import { isExperimentFile, type PipelineFile } from "@netops/pipelines/definition";
import { type ConfigLayer, parseConfigLayer } from "../config/config_layer.ts";
import type { PathFinding } from "../config/grammar_findings.ts";
import { isPlainMap } from "../config/layers.ts";
import type { LintFinding } from "./lint_finding.ts";
import type { PipelineFolder } from "./pipeline_folder.ts";

/** A pipeline file with the canary configurations that it names in it. */
export interface FilledFile {
  readonly file: PipelineFile;
  /** Where those came from, by the path that names them. */
  readonly named: ReadonlyMap<string, ConfigLayer>;
  readonly findings: readonly PathFinding[];
  /** What is wrong with the text of one. */
  readonly placed: readonly LintFinding[];
}

/** Puts the content in the place of every canary configuration that is named by its file. */
export function fillConfigs(file: PipelineFile, folder: PipelineFolder): FilledFile {
  const named = new Map<string, ConfigLayer>();
  const findings: PathFinding[] = [];
  const placed: LintFinding[] = [];
  const stages = file.stages.map((stage, at) => {
    if (stage.type !== "deploy" && stage.type !== "canary") return stage;
    const path = ["stages", at, "judging", "config"];
    if (typeof stage.judging?.config !== "string") return stage;
    const read = readConfig(stage.judging.config, folder);
    if (typeof read === "string") {
      findings.push({ path, message: read });
      return { ...stage, judging: { ...stage.judging, config: undefined } };
    }
    named.set(JSON.stringify(path), read);
    placed.push(...read.problems.map((problem) => ({ ...problem, severity: "error" as const })));
    const config = isPlainMap(read.value) ? read.value : undefined;
    if (config === undefined && read.problems.length === 0) {
      findings.push({ path, message: "It must hold a canary configuration: a map" });
    }
    return { ...stage, judging: { ...stage.judging, config } };
  });
  return { file: { ...file, stages }, named, findings, placed };
}

function readConfig(path: string, folder: PipelineFolder): ConfigLayer | string {
  const text = folder.read(path);
  const name = folder.nameOf(path);
  return text === undefined ? `There is no file ${name}` : parseConfigLayer(text, name);
}

/** A pipeline with the experiments that it names in it. */
export interface FilledSpec {
  readonly spec: PipelineSpecInput;
  readonly findings: readonly PathFinding[];
  readonly placed: readonly LintFinding[];
}

/** Puts the text in the place of every experiment that is named by its file, and looks it over. */
export async function fillExperiments(
  spec: PipelineSpecInput,
  folder: PipelineFolder,
): Promise<FilledSpec> {
  const findings: PathFinding[] = [];
  const placed: LintFinding[] = [];
  const stages = await Promise.all(spec.stages.map(async (stage, at) => {
    if (stage.type !== "chaos" || !isExperimentFile(stage.experiment)) return stage;
    const text = folder.read(stage.experiment);
    if (text === undefined) {
      const path = ["stages", at, "experiment"];
      const fix = "netops chaos gallery lists those that are ready";
      findings.push({ path, message: `There is no file ${folder.nameOf(stage.experiment)}`, fix });
      // Nothing more is to be said of it.
      return { ...stage, experiment: "{}" };
    }
    placed.push(...await lintExperiment(text, folder.nameOf(stage.experiment)));
    return { ...stage, experiment: text };
  }));
  return { spec: { ...spec, stages }, findings, placed };
}

async function lintExperiment(text: string, file: string): Promise<LintFinding[]> {
  const [{ lintText }, { LINT_WORLD }] = await Promise.all([
    import("@netops/chaos/experiment"),
    import("../chaos/refuse_mistakes.ts"),
  ]);
  const lines = text.split(/\r?\n/);
  return lintText(text, file, LINT_WORLD).map(({ severity, line, column, message, fix }) => ({
    ...{ severity, message },
    place: { source: file, line, column, text: lines[line - 1] ?? "" },
    ...(fix === undefined ? {} : { fix }),
  }));
}

/** Warns of folders and scripts that are not there: an earlier stage may make them. */
export function missingPaths(
  spec: PipelineSpecInput,
  folder: PipelineFolder,
): readonly PathFinding[] {
  return spec.stages.flatMap((stage, at) =>
    pathsOf(stage).filter(({ path }) => !folder.has(path)).map(({ key, path }): PathFinding => ({
      path: ["stages", at, ...key],
      message: `${folder.nameOf(path)} is not there yet`,
      ...{ fix: "a path is relative to the pipeline file", severity: "warning" },
    }))
  );
}

function pathsOf(stage: PipelineSpecInput["stages"][number]) {
  if (stage.type === "run") return [{ key: ["dir"], path: stage.dir }];
  if (stage.type === "load") {
    const { dir, script } = stage;
    const file = /[./]/.test(script) ? [{ key: ["script"], path: script }] : [];
    return [{ key: ["dir"], path: dir }, ...file];
  }
  if (stage.type !== "bake") return [];
  const { from } = stage;
  return [{ key: ["from"], path: from.kind === "dir" ? from.dir : from.repo }];
}
