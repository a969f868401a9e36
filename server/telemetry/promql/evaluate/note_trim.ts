import type { Binary } from "../language/ast.ts";
import type { Evaluation } from "./evaluation.ts";

/** Trimming is for native histograms; numbers have nothing to trim. */
export function noteTrim({ operator, span }: Binary, evaluation: Evaluation): void {
  const text = `incompatible sample types encountered for binary operator "${operator}": ` +
    `float ${operator} float`;
  evaluation.annotations.inform(span, text);
}
