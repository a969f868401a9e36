import type { LabelSet } from "../../model/label_set.ts";
import type { PromqlError } from "../language/promql_error.ts";

/** A value of an instant vector. */
export interface VectorSample {
  readonly labels: LabelSet;
  readonly value: number;
}

/** A series of a result: `timestampsMs[i]` belongs to `values[i]`. */
export interface MatrixSeries {
  readonly labels: LabelSet;
  readonly timestampsMs: Float64Array;
  readonly values: Float64Array;
}

/** The result of a query, by its type. */
export type QueryData =
  | { readonly resultType: "vector"; readonly timeMs: number; readonly result: VectorSample[] }
  | { readonly resultType: "matrix"; readonly result: MatrixSeries[] }
  | { readonly resultType: "scalar"; readonly timeMs: number; readonly result: number }
  | { readonly resultType: "string"; readonly timeMs: number; readonly result: string };

/** What a query gave, or why it failed; with what it had to say beside. */
export type QueryOutcome =
  & ({ readonly data: QueryData } | { readonly error: PromqlError })
  & { readonly warnings: readonly string[]; readonly infos: readonly string[] };
