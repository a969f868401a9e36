import type { SyntaxNode } from "@lezer/common";
import type { Expr } from "./ast.ts";
import type { Complaints } from "./complaints.ts";

/** What the builders of parts of an expression share. */
export interface AtomBuilder {
  readonly text: string;
  readonly complaints: Complaints;
  /** Builds an expression within this one. */
  build(node: SyntaxNode): Expr;
}
