import type { PipelineSpecInput, ValueReference } from "@netops/core/contracts";
import { type OutputType, STAGE_OUTPUTS } from "../stages/stage_outputs.ts";
import { upstreamOf } from "./check_graph.ts";
import { checkedStages, type PipelineFinding, type StageInput } from "./pipeline_finding.ts";
import { referencesIn } from "./references_in.ts";

/** Keys whose value is the name of something: a number or a truth value is none. */
const TEXTS = ["artifact", "group", "to", "baseline", "canary", "url", "targets"];
/** Maps whose keys are the user's own. */
const FREE = ["env", "headers", "variables", "parameters"];
const ORDERED = ["<", "<=", ">", ">="];

type Path = PipelineFinding["path"];
type Scalar = string | number | boolean | ValueReference;
type Unplaced = Omit<PipelineFinding, "path">;

/**
 * Finds references to what is not there when they are read: stages that do not come before, outputs that
 * no stage of the type has, parameters that nobody gives, and values of the wrong type.
 */
export function checkReferences(spec: PipelineSpecInput): readonly PipelineFinding[] {
  const check = new ReferenceCheck(spec);
  return checkedStages(spec).flatMap(({ stage, path }) => [
    ...referencesIn(stage).flatMap(({ path: inner, reference }) =>
      check.check(reference, { stage, path: inner })
        .map((finding) => ({ ...finding, path: [...path, ...inner, ...Object.keys(reference)] }))
    ),
    ...check.comparisons(stage).map((finding) => ({
      ...finding,
      path: [...path, ...finding.path],
    })),
  ]);
}

interface Use {
  readonly stage: StageInput;
  readonly path: Path;
}

class ReferenceCheck {
  readonly #stages: ReadonlyMap<string, StageInput>;
  readonly #parameters: ReadonlyMap<string, OutputType>;
  readonly #upstream;

  constructor(spec: PipelineSpecInput) {
    // Of two stages of one name, which is told elsewhere, the first one is meant.
    this.#stages = new Map(spec.stages.toReversed().map((stage) => [stage.name, stage]));
    this.#parameters = new Map(
      (spec.parameters ?? []).map(({ name, type = "string" }) => [name, type]),
    );
    this.#upstream = upstreamOf(spec);
  }

  check(reference: ValueReference, use: Use): Unplaced[] {
    const found = "output" in reference
      ? this.#checkOutput(reference.output, use.stage)
      : this.#checkParameter(reference.parameter);
    return found.length > 0 ? found : this.#checkType(reference, use.path);
  }

  #checkOutput(output: string, user: StageInput): Unplaced[] {
    const [name = "", field = ""] = output.split(".");
    const stage = this.#stages.get(name);
    if (stage === undefined) {
      const stranger = { word: name, known: [...this.#stages.keys()].toReversed() };
      return [{ message: `There is no stage "${name}" to take ${output} from`, stranger }];
    }
    const fields = Object.keys(STAGE_OUTPUTS[stage.type]);
    if (!fields.includes(field)) {
      const stranger = { word: field, known: fields };
      return [{ message: `Stage ${name} (${stage.type}) gives out no "${field}"`, stranger }];
    }
    if (this.#upstream.get(user.name)?.has(name)) return [];
    const message = `${output} is not there yet, as stage ${user.name} does not come after ${name}`;
    const fix = name === user.name
      ? "use a stage before it"
      : `add ${name} to needs of ${user.name}`;
    return [{ message, fix }];
  }

  #checkParameter(name: string): Unplaced[] {
    if (this.#parameters.has(name)) return [];
    const stranger = { word: name, known: [...this.#parameters.keys()] };
    const fix = `add it: parameters: [{name: ${name}}]`;
    return [{ message: `There is no parameter "${name}"`, stranger, fix }];
  }

  #checkType(reference: ValueReference, path: Path): Unplaced[] {
    const key = path.findLast((step) => typeof step === "string");
    const type = this.#typeOf(reference);
    const isName = TEXTS.includes(String(key)) && !FREE.includes(String(path[0]));
    if (!isName || type === "string" || type === undefined) return [];
    const name = "output" in reference ? reference.output : reference.parameter;
    return [{ message: `${key} must be text, and ${name} is a ${type}` }];
  }

  /** Comparisons that a conductor could not make: it compares as numbers when one of both is one. */
  comparisons(stage: StageInput): PipelineFinding[] {
    return comparisonsOf(stage).flatMap(({ comparison, path }) => {
      const { left, is, right } = comparison;
      const types = { left: this.#typeOf(left), right: this.#typeOf(right) };
      if (is === "matches") return [];
      if (!ORDERED.includes(is) && types.left !== "number" && types.right !== "number") return [];
      return (["left", "right"] as const).filter((side) => !this.#mayBeNumber(comparison[side]))
        .map((side) => {
          const what = `${side} is ${wordsOf(comparison[side], types[side])}`;
          const message = `${is} compares numbers here, and ${what}`;
          return { path: [...path, side], message };
        });
    });
  }

  /** Whether it may be a number, or text that reads as one. */
  #mayBeNumber(value: Scalar): boolean {
    const type = this.#typeOf(value);
    if (type === undefined || type === "number") return true;
    if (type === "boolean") return false;
    if (typeof value !== "object") {
      return String(value).trim() !== "" && !Number.isNaN(Number(value));
    }
    return "parameter" in value || value.output.endsWith(".body");
  }

  /** Undefined when it cannot be told. */
  #typeOf(value: Scalar): OutputType | undefined {
    if (typeof value === "string") return "string";
    if (typeof value === "number") return "number";
    if (typeof value === "boolean") return "boolean";
    if ("parameter" in value) return this.#parameters.get(value.parameter);
    const [name = "", field = ""] = value.output.split(".");
    const type = this.#stages.get(name)?.type;
    const outputs: Readonly<Record<string, OutputType>> = type === undefined
      ? {}
      : STAGE_OUTPUTS[type];
    return outputs[field];
  }
}

function comparisonsOf(stage: StageInput) {
  const own = stage.type === "assert" ? stage.that ?? [] : [];
  return [
    ...(stage.when ?? []).map((comparison, at) => ({ comparison, path: ["when", at] })),
    ...own.map((comparison, at) => ({ comparison, path: ["that", at] })),
  ];
}

function wordsOf(value: Scalar, type: OutputType | undefined): string {
  if (typeof value !== "object") return JSON.stringify(value);
  const name = "output" in value ? value.output : `parameter ${value.parameter}`;
  return `${name}, a ${type}`;
}
