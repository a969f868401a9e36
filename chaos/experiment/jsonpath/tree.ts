import type { Value } from "../python/value.ts";

/** A path: from the whole document or from the value at hand, then steps. */
export interface PathNode {
  readonly from: "root" | "current";
  readonly steps: readonly Step[];
}

/** One step down, or to any depth. */
export interface Step {
  readonly isDeep: boolean;
  readonly subscripts: readonly Subscript[];
}

/** What selects among the members of a value. */
export type Subscript =
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "index"; readonly index: number }
  | {
    readonly kind: "slice";
    readonly start?: number;
    readonly end?: number;
    readonly step?: number;
  }
  | { readonly kind: "wildcard" }
  | { readonly kind: "filter"; readonly expression: Expression }
  | { readonly kind: "path"; readonly path: PathNode }
  | { readonly kind: "call"; readonly name: string; readonly args: readonly Operand[] };

/** A path or a value. */
export type Operand =
  | { readonly kind: "path"; readonly path: PathNode }
  | { readonly kind: "value"; readonly value: Value };

/** How two values are compared. */
export type Comparison = "=" | "!=" | "<" | "<=" | ">" | ">=";

/** A condition of a filter. */
export type Expression =
  | { readonly kind: "and" | "or"; readonly left: Expression; readonly right: Expression }
  | { readonly kind: "not"; readonly inner: Expression }
  | { readonly kind: "some"; readonly operand: Operand }
  | {
    readonly kind: "compare";
    readonly sign: Comparison;
    readonly left: Operand;
    readonly right: Operand;
  };
