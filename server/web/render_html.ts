import { Fragment, type VNode } from "preact";

const VOID_ELEMENTS: ReadonlySet<string> = new Set(["br", "hr", "img", "input"]);

/** Properties that are no attributes of the element. */
const NOT_WRITTEN: ReadonlySet<string> = new Set(["key", "ref", "children"]);

/**
 * Draws a tree of plain function components (no hooks, no classes) as HTML; text and attributes are
 * escaped, handlers are left out.
 *
 * It is ours as preact-render-to-string and preact 11 name each other as peers, and Deno 2.9 then
 * loses the types of `preact/jsx-runtime`.
 */
export function renderHtml(node: unknown): string {
  if (node === null || node === undefined || typeof node === "boolean") return "";
  if (typeof node === "string" || typeof node === "number") return escapeHtml(String(node));
  if (Array.isArray(node)) return node.map(renderHtml).join("");
  const { type, props } = node as VNode<Record<string, unknown>>;
  if (type === Fragment) return renderHtml(props["children"]);
  if (typeof type === "function") return renderHtml((type as (props: unknown) => unknown)(props));
  const attributes = Object.entries(props).map(([name, value]) => attribute(type, name, value));
  const open = `<${type}${attributes.join("")}>`;
  return VOID_ELEMENTS.has(type) ? open : `${open}${renderHtml(props["children"])}</${type}>`;
}

/** Escapes text for an element or a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

function attribute(element: string, name: string, value: unknown): string {
  if (NOT_WRITTEN.has(name) || typeof value === "function" || value === null) return "";
  // A select shows the option that is marked as selected: it has no attribute of its own for it.
  if (value === undefined || (element === "select" && name === "value")) return "";
  const isWord = name.startsWith("aria-") || name.startsWith("data-");
  if (typeof value === "boolean" && !isWord) return value ? ` ${name.toLowerCase()}=""` : "";
  const written = name === "tabIndex" ? "tabindex" : name;
  return ` ${written}="${escapeHtml(String(value))}"`;
}
