import { placeOf } from "./place.ts";

const CONTRACTION = /\b\w+n['’]t\b|\b\w+['’](re|ll|ve|d)\b|\b(it|that|there|what|who)['’]s\b/i;

/** Messages of errors follow one grammar: sentence case, no full stop, no contractions. */
export const errorMessage: Deno.lint.Rule = {
  create(context) {
    const place = placeOf(context.filename);
    if (place.isTest || place.isGarden) return {};
    return {
      NewExpression(node) {
        if (node.callee.type !== "Identifier" || node.callee.name !== "NetopsError") return;
        const [code, text] = node.arguments;
        if (place.room !== "errors" && !mayBeCode(code)) {
          const message = "The code of a NetopsError must be a name of the error table";
          context.report({ node: code ?? node, message });
        }
        const complaint = messageComplaint(text);
        if (complaint !== undefined) context.report({ node: text ?? node, message: complaint });
      },
    };
  },
};

/** A literal of the table; a variable is left to the type checker. */
function mayBeCode(node: Deno.lint.Node | undefined): boolean {
  if (node?.type === "Literal") return /^[A-Z][A-Z_]*$/.test(String(node.value));
  return node !== undefined &&
    ["Identifier", "ConditionalExpression", "TSAsExpression"].includes(node.type);
}

function messageComplaint(node: Deno.lint.Node | undefined): string | undefined {
  const text = textOf(node);
  if (text === undefined) return undefined;
  if (/^[a-z]/.test(text)) return "Begin the message with a capital letter";
  if (/[.!]\s*$/.test(text)) return "End the message without a full stop";
  if (CONTRACTION.test(text)) return "Write the message without contractions";
  return undefined;
}

/** The fixed text of a message; what is filled in counts as a quotation mark. */
function textOf(node: Deno.lint.Node | undefined): string | undefined {
  if (node?.type === "Literal") return typeof node.value === "string" ? node.value : undefined;
  if (node?.type === "TemplateLiteral") return node.quasis.map((part) => part.cooked).join('"');
  if (node?.type !== "BinaryExpression" || node.operator !== "+") return undefined;
  return `${textOf(node.left) ?? '"'}${textOf(node.right) ?? '"'}`;
}
