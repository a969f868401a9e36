import assert from "node:assert/strict";
import { h } from "preact";
import { renderHtml } from "../render_html.ts";
import { LogLines } from "./log_lines.tsx";

Deno.test("a line whose instance has no name is that of its application", () => {
  const line = { tsMs: 0, level: "error", text: "hi", app: "strange", instance: "" };
  assert.match(renderHtml(h(LogLines, { lines: [line] })), /<span class="id">strange<\/span>/);
  const own = { ...line, instance: "strange-1" };
  assert.match(renderHtml(h(LogLines, { lines: [own] })), /<span class="id">strange-1<\/span>/);
});
