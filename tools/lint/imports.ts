/** The node that holds the text of an import. */
export type SpecifierNode = Deno.lint.StringLiteral;

/** Makes visitors that call `see` with every import, export-from and dynamic import of a file. */
export function importVisitors(
  see: (specifier: string, node: SpecifierNode, isType: boolean) => void,
): Deno.lint.LintVisitor {
  const look = (source: Deno.lint.Expression | null | undefined, kind?: "type" | "value") => {
    if (source?.type === "Literal" && typeof source.value === "string") {
      see(source.value, source as SpecifierNode, kind === "type");
    }
  };
  return {
    ImportDeclaration: (node) => look(node.source, node.importKind),
    ExportNamedDeclaration: (node) => look(node.source, node.exportKind),
    ExportAllDeclaration: (node) => look(node.source, node.exportKind),
    ImportExpression: (node) => look(node.source),
  };
}
