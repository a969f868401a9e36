import { PipelineSpec, type PipelineSpecInput } from "@netops/core/contracts";
import {
  absolutePaths,
  lintPipeline,
  nameOfFile,
  pipelineFileSchema,
  toDraft,
} from "@netops/pipelines/definition";
import { type ConfigLayer, parseConfigLayer } from "../config/config_layer.ts";
import { grammarFindings, type PathFinding } from "../config/grammar_findings.ts";
import { evaluateScript } from "./evaluate_script.ts";
import { type LintFinding, sortFindings } from "./lint_finding.ts";
import { fillConfigs, fillExperiments, missingPaths } from "./named_files.ts";
import { type PipelineFolder, pipelineFolder, readPipelineText } from "./pipeline_folder.ts";
import { filePlaces, type PipelinePlaces, placeFinding, scriptPlaces } from "./pipeline_places.ts";
import { pipelineWorld } from "./pipeline_world.ts";
import type { ReadContext } from "./read_context.ts";

/** What was read of a pipeline: whole when no finding is an error. */
export interface PipelineReading {
  readonly spec?: PipelineSpec;
  /** In the order in which they stand in their files. */
  readonly findings: readonly LintFinding[];
}

const SCRIPT = /\.m?[tj]s$/i;

/** Whether a pipeline is written as code. */
export function isPipelineScript(file: string): boolean {
  return SCRIPT.test(file);
}

/**
 * Reads a pipeline of YAML, JSON, TypeScript or JavaScript, with all that it names, and finds everything that is
 * wrong with it, each with `file:line:column`.
 *
 * @throws {NetopsError} CONFIG_INVALID when there is no such file
 */
export async function readPipeline(file: string, context: ReadContext): Promise<PipelineReading> {
  const text = readPipelineText(file, context.cwd);
  const folder = pipelineFolder(file, context.cwd);
  const reading = isPipelineScript(file)
    ? await readScript({ folder, text }, context)
    : await readWritten({ folder, text });
  return { ...reading, findings: sortFindings(reading.findings) };
}

interface Source {
  readonly folder: PipelineFolder;
  readonly text: string;
}

async function readWritten({ folder, text }: Source): Promise<PipelineReading> {
  const layer = parseConfigLayer(text, folder.file);
  if (layer.problems.length > 0) {
    return { findings: layer.problems.map((problem) => ({ ...problem, severity: "error" })) };
  }
  const wrong = [
    ...grammarFindings(pipelineFileSchema, layer.value ?? null),
    ...nameFindings(layer, folder),
  ];
  if (wrong.length > 0) return { findings: placed(wrong, filePlaces(layer, folder)) };
  const filled = fillConfigs(pipelineFileSchema.parse(layer.value), folder);
  const places = filePlaces(layer, { file: folder.file, named: filled.named });
  const draft = toDraft(filled.file, { name: nameOfFile(folder.file) ?? "" });
  const reading = await finish(draft, folder, places);
  const findings = [...placed(filled.findings, places), ...filled.placed, ...reading.findings];
  return { ...reading, findings };
}

function nameFindings({ value }: ConfigLayer, { file }: PipelineFolder): PathFinding[] {
  const hasName = typeof value !== "object" || value === null || "name" in value;
  if (hasName || nameOfFile(file) !== undefined) return [];
  const fix = "add name: at most 60 of a-z, 0-9 and -, a letter first";
  return [{ path: ["name"], part: "key", message: `No name can be made of ${file}`, fix }];
}

async function readScript({ folder, text }: Source, context: ReadContext) {
  const script = await evaluateScript({ folder, text }, context);
  if ("findings" in script) return { findings: script.findings };
  const places = scriptPlaces(script);
  const wrong = grammarFindings(PipelineSpec, script.spec);
  if (wrong.length > 0) return { findings: placed(wrong, places) };
  return await finish(script.spec as PipelineSpecInput, folder, places);
}

/** The rest of the way is the same however it was written. */
async function finish(
  draft: PipelineSpecInput,
  folder: PipelineFolder,
  places: PipelinePlaces,
): Promise<PipelineReading> {
  const filled = await fillExperiments(draft, folder);
  const spec = absolutePaths(filled.spec, folder);
  const parsed = PipelineSpec.safeParse(spec);
  const wrong = parsed.success
    ? lintPipeline(spec, await pipelineWorld())
    : grammarFindings(PipelineSpec, spec);
  const findings = [...filled.findings, ...wrong, ...missingPaths(draft, folder)];
  return {
    ...(parsed.success ? { spec: parsed.data } : {}),
    findings: [...placed(findings, places), ...filled.placed],
  };
}

function placed(findings: readonly PathFinding[], places: PipelinePlaces): LintFinding[] {
  return findings.map((finding) => placeFinding(finding, places));
}
