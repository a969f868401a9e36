import assert from "node:assert/strict";
import { renderDocs } from "./render_docs.ts";

Deno.test("docs/cli.md is what the command tree says", async () => {
  const url = new URL("../../docs/cli.md", import.meta.url);
  const message = "run: deno task docs:cli";
  assert.equal(await Deno.readTextFile(url), renderDocs(), message);
});
