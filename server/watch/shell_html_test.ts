import assert from "node:assert/strict";
import { assetUrl } from "./asset_index.ts";
import { renderShell } from "./shell_html.ts";

Deno.test("the shell names the players as data, so that nothing loads them before somebody plays", () => {
  const shell = renderShell();
  const data = /<script type="application\/json" id="players">(.*)<\/script>/.exec(shell)?.[1];
  assert.deepEqual(JSON.parse(data ?? ""), { hls: assetUrl("hls.js"), dash: assetUrl("dash.js") });
  assert.equal(shell.split('type="module"').length, 2, "one script");
});

Deno.test("the shell has no script or style of its own, as its policy forbids both", () => {
  const shell = renderShell();
  assert.doesNotMatch(shell, /<style|style="|<script>|\son\w+=/);
});
