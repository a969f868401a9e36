import { NetopsError } from "@netops/core";
import type { ParameterSpec, PipelineSpecInput, StageType } from "@netops/core/contracts";
import { STAGE_OUTPUTS } from "../stages/stage_outputs.ts";
import { type CallPlace, callPlace } from "./call_place.ts";
import { upstreamOf } from "./check_graph.ts";
import type { StageInput } from "./pipeline_finding.ts";
import type { StageFile } from "./pipeline_schema.ts";
import type { OutputReferences, Reference, ValueOf } from "./reference.ts";
import { referencesIn } from "./references_in.ts";
import type { CommonOptions, PipelineOptions, StageHandle, StageOptions } from "./stage_options.ts";
import { toStage, toTrigger } from "./to_spec.ts";

/** What a parameter may say; with a default it need not be given. */
export interface ParameterOptions<T extends ParameterSpec["type"]> {
  readonly type?: T;
  readonly description?: string;
  readonly default?: ValueOf<T>;
  /** The only values that it takes. */
  readonly options?: readonly Extract<ValueOf<T>, string | number>[];
}

type AddStage<T extends StageType> = CommonOptions extends StageOptions[T]
  ? (name: string, options?: StageOptions[T]) => StageHandle<T>
  : (name: string, options: StageOptions[T]) => StageHandle<T>;

/** Adds stages and parameters to a pipeline, in the order in which its methods are called. */
export type PipelineBuilder = { readonly [T in StageType]: AddStage<T> } & {
  /** Adds a value that whoever starts the pipeline gives, and refers to it. */
  parameter<T extends ParameterSpec["type"] = "string">(
    name: string,
    options?: ParameterOptions<T>,
  ): Reference<ValueOf<T>>;
};

/** Where a stage was named. */
const PLACES = Symbol.for("netops.pipeline.places");

/**
 * Writes a pipeline as code: names of outputs and their types are checked, and renaming a stage cannot
 * leave a reference behind.
 *
 * ```ts
 * export const pipeline = definePipeline({ name: "release", app: "shop" }, (p) => {
 *   const bake = p.bake("bake", { from: "./v2" });
 *   p.deploy("ship", { artifact: bake.outputs.artifact, strategy: "canary", bake: "30s" });
 * });
 * ```
 *
 * A stage comes after the one named before it unless it says `needs`, and after every stage whose outputs it
 * uses. Nothing runs: the answer is plain data, times in ms, paths as written; `netops deploy` resolves
 * those from the folder of the file. `netops deploy lint FILE` finds what types cannot.
 *
 * @throws {NetopsError} CONFIG_INVALID when a stage has no output of a name that is asked for
 */
export function definePipeline(
  options: PipelineOptions,
  describe: (p: PipelineBuilder) => void,
): PipelineSpecInput {
  const parts: Parts = { stages: [], parameters: [], places: new Map() };
  describe(builderOf(parts));
  const { name, app, triggers, ...rest } = options;
  const { stages, parameters, places } = parts;
  const spec = {
    ...{ name, app, ...rest },
    ...(triggers === undefined ? {} : { triggers: triggers.map((one) => toTrigger(one as never)) }),
    ...(parameters.length === 0 ? {} : { parameters }),
    stages,
  } as PipelineSpecInput;
  return Object.defineProperty(spec, PLACES, { value: places });
}

/** Where each stage of a pipeline was named, by its position; empty when the pipeline was not defined here. */
export function stagePlaces(spec: object): ReadonlyMap<number, CallPlace> {
  return (spec as { readonly [PLACES]?: ReadonlyMap<number, CallPlace> })[PLACES] ?? new Map();
}

interface Parts {
  readonly stages: StageInput[];
  readonly parameters: Record<string, unknown>[];
  readonly places: Map<number, CallPlace>;
}

function builderOf(parts: Parts): PipelineBuilder {
  const types = Object.keys(STAGE_OUTPUTS) as StageType[];
  const methods = types.map((type) => [
    type,
    (name: string, options: CommonOptions = {}) => addStage(parts, { type, name }, options),
  ]);
  return {
    ...Object.fromEntries(methods),
    parameter: (name: string, options: object = {}) => {
      parts.parameters.push({ name, ...options });
      return Object.freeze({ parameter: name });
    },
  };
}

function addStage(
  { stages, places }: Parts,
  head: { readonly type: StageType; readonly name: string },
  { needs, ...options }: CommonOptions,
): StageHandle {
  const place = callPlace(import.meta.url);
  if (place !== undefined) places.set(stages.length, place);
  const before = stages.at(-1);
  const named = needs?.map(({ name }) => name) ?? (before === undefined ? [] : [before.name]);
  const used = referencesIn(options).flatMap(({ reference }) =>
    "output" in reference ? [reference.output.split(".")[0]!] : []
  );
  // One that is complete by then anyway need not be named.
  const upstream = upstreamOf({ stages: [...stages, { ...head, needs: named }] }).get(head.name);
  const added = used.filter((name) => upstream?.has(name) !== true);
  const stage = { ...head, ...options, needs: [...new Set([...named, ...added])] };
  // Options have the keys of a file; a duration may be a number of ms besides, which stays as it is.
  stages.push(toStage(stage as unknown as StageFile, before));
  return { ...head, outputs: outputsOf(head) };
}

/** What `await` and `JSON.stringify` ask of any value. */
const ASKED_OF_ANYTHING = ["then", "toJSON"];

/** References by field. Not every caller was checked by types, and a reference left out would ship what serves now. */
function outputsOf<T extends StageType>(
  { type, name }: { readonly type: T; readonly name: string },
): OutputReferences<T> {
  const fields = Object.keys(STAGE_OUTPUTS[type]);
  const references = fields.map((field) => [field, Object.freeze({ output: `${name}.${field}` })]);
  return new Proxy(Object.fromEntries(references), {
    get: (target, field) => {
      if (typeof field === "symbol" || field in target) return target[field as string];
      if (ASKED_OF_ANYTHING.includes(field)) return undefined;
      throw new NetopsError("CONFIG_INVALID", `Stage ${name} (${type}) gives out no "${field}"`, {
        fix: fields.length === 0 ? "it has no outputs" : `use one of ${fields.join(", ")}`,
      });
    },
  });
}
