import type { StageType, ValueReference } from "@netops/core/contracts";
import { type OutputType, STAGE_OUTPUTS } from "../stages/stage_outputs.ts";

declare const VALUE: unique symbol;

/** A value that is not there before the pipeline runs, and what it will be. */
export type Reference<T extends string | number | boolean = string | number | boolean> =
  & ValueReference
  & { readonly [VALUE]?: T };

interface ValueTypes {
  readonly string: string;
  readonly number: number;
  readonly boolean: boolean;
}

/** The value that a type by name stands for. */
export type ValueOf<T extends OutputType> = ValueTypes[T];

type Outputs = typeof STAGE_OUTPUTS;

/** What a type of stage gives out, each as a reference. */
export type OutputReferences<T extends StageType> = {
  readonly [F in keyof Outputs[T]]: Outputs[T][F] extends OutputType
    ? Reference<ValueOf<Outputs[T][F]>>
    : never;
};
