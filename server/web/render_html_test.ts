import assert from "node:assert/strict";
import { h } from "preact";
import { renderHtml } from "./render_html.ts";

Deno.test("renderHtml() escapes text and attributes", () => {
  const tree = h("p", { title: '"><script>' }, "<b>&", ["x", 1, null, false]);
  assert.equal(
    renderHtml(tree),
    '<p title="&quot;&gt;&lt;script&gt;">&lt;b&gt;&amp;x1</p>',
  );
});

Deno.test("renderHtml() leaves out handlers and keys, and writes booleans as HTML and ARIA want", () => {
  const tree = h("button", {
    key: "k",
    onClick: () => undefined,
    disabled: true,
    hidden: false,
    "aria-pressed": false,
    tabIndex: 0,
  });
  assert.equal(renderHtml(tree), '<button disabled="" aria-pressed="false" tabindex="0"></button>');
});

Deno.test("renderHtml() calls components and does not close void elements", () => {
  const Field = ({ name }: { readonly name: string }) => h("input", { name });
  assert.equal(renderHtml(h("p", null, h(Field, { name: "q" }))), '<p><input name="q"></p>');
});
