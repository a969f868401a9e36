import assert from "node:assert/strict";
import { createPathFilter } from "./path_filter.ts";

Deno.test("createPathFilter() passes sources over what never matters and what is excluded", () => {
  const matters = createPathFilter("/app", ["dist", "*.log", "docs/**/*.md"]);
  const paths = [
    "/app/server.mjs",
    "/app/lib/deep/x.ts",
    "/app/distant.ts",
    "/app/.git/index",
    "/app/node_modules/x/y.js",
    "/app/dist/out.js",
    "/app/x.log",
    "/app/docs/a/b.md",
    "/app/docs/b.md",
    "/elsewhere/x.ts",
    "/app/x.ts~",
  ];
  assert.deepEqual(paths.filter(matters), paths.slice(0, 3));
});
