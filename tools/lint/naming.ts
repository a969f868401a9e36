import { placeOf } from "./place.ts";

const EMPTY_WORDS = /(^|[_/])(utils?|helpers?|managers?|misc|common)([_./]|$)/;

/** One noun per file in snake_case, no empty words, named exports, declared functions, `#private`. */
export const naming: Deno.lint.Rule = {
  create(context) {
    const place = placeOf(context.filename);
    if (place.folder === "examples") return {};
    const report = (node: Deno.lint.Node, message: string) => context.report({ node, message });
    return {
      Program(node) {
        const range: Deno.lint.Range = [node.range[0], node.range[0] + 1];
        for (const message of fileComplaints(place.path)) context.report({ range, message });
      },
      ExportDefaultDeclaration(node) {
        // Deno asks for a default export of a lint plugin.
        if (place.path !== "tools/lint/mod.ts") report(node, "Export by name, not by default");
      },
      "Program > VariableDeclaration > VariableDeclarator[init.type='ArrowFunctionExpression'], Program > ExportNamedDeclaration > VariableDeclaration > VariableDeclarator[init.type='ArrowFunctionExpression']"(
        node: Deno.lint.VariableDeclarator,
      ) {
        if (!place.isTest && !place.isGarden) {
          report(node, "Declare a top-level function with function, not as an arrow");
        }
      },
      "PropertyDefinition[accessibility='private'], MethodDefinition[accessibility='private'][kind!='constructor']"(
        node: Deno.lint.Node,
      ) {
        report(node, "Use #name, not private");
      },
    };
  },
};

function fileComplaints(path: string): string[] {
  const complaints: string[] = [];
  const name = path.split("/").at(-1) ?? "";
  if (!/^_?[a-z0-9]+(_[a-z0-9]+)*(\.d)?\.(tsx?|mjs|js)$/.test(name)) {
    complaints.push(`Name the file in snake_case, not ${name}`);
  }
  if (EMPTY_WORDS.test(path)) {
    complaints.push("Name the file after its noun; utils, helpers and manager say nothing");
  }
  return complaints;
}
