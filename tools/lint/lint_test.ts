import assert from "node:assert/strict";
import plugin from "./mod.ts";

const ROOT = new URL("../../", import.meta.url).pathname;

/** Runs one rule on a file that would stand at `path`; gives the messages. */
function lint(rule: string, path: string, source: string): string[] {
  return Deno.lint.runPlugin(plugin, ROOT + path, source)
    .filter((diagnostic) => diagnostic.id === `netops/${rule}`)
    .map((diagnostic) => diagnostic.message);
}

function assertClean(rule: string, path: string, source: string): void {
  assert.deepEqual(lint(rule, path, source), [], `${path}: ${source}`);
}

function assertFound(rule: string, path: string, source: string): void {
  assert.equal(lint(rule, path, source).length, 1, `${path}: ${source}`);
}

Deno.test("floors: imports go down only, never sideways", () => {
  const bad: [string, string][] = [
    ["core/nouns/x.ts", `import { a } from "@netops/server";`],
    ["server/fleet/x.ts", `import { a } from "@netops/oca";`],
    ["oca/x.ts", `export * from "@netops/server";`],
    ["chaos/x.ts", `const a = await import("@netops/load");`],
    ["pipelines/x.ts", `import type { A } from "@netops/cli";`],
    ["server/fleet/x.ts", `import { a } from "../../cli/spec.ts";`],
    ["server/fleet/x.ts", `import { a } from "../../tools/oracle.ts";`],
    ["cli/x.ts", `export { a } from "../tests/harness/a.ts";`],
  ];
  for (const [path, source] of bad) assertFound("floors", path, source);
  assertClean("floors", "server/fleet/x.ts", `import { a } from "@netops/core/contracts";`);
  assertClean("floors", "cli/x.ts", `import { a } from "@netops/chaos";`);
  assertClean("floors", "tests/e2e/x_test.ts", `import { a } from "@netops/cli";`);
  assertClean("floors", "server/kv/x_test.ts", `import { a } from "../../tools/oracle.ts";`);
});

Deno.test("floors: the stairs inside core go one way", () => {
  assertFound("floors", "core/ports/x.ts", `import { a } from "../policies/retry.ts";`);
  assertFound("floors", "core/policies/x.ts", `import { a } from "../clients/mod.ts";`);
  assertFound("floors", "core/clients/x.ts", `import { a } from "../host/host.ts";`);
  assertClean("floors", "core/service/x.ts", `import { a } from "../host/host.ts";`);
  assertClean("floors", "core/policies/x_test.ts", `import { a } from "../testing/mod.ts";`);
  assertClean("floors", "core/mod.ts", `export { a } from "./nouns/a.ts";`);
});

Deno.test("floors: a process never enters the door, skin or store of another", () => {
  assertFound("floors", "server/gateway/x.ts", `import { a } from "../fleet/store.ts";`);
  assertClean("floors", "server/fleet/x.ts", `import { a } from "../keeper/end_groups.ts";`);
  assertClean("floors", "server/fleet/x.ts", `import { a } from "./store.ts";`);
});

Deno.test("floors: zod, Hono and commander stay where they belong", () => {
  assertFound("floors", "server/fleet/plan.ts", `import { z } from "zod";`);
  assertFound("floors", "server/fleet/plan.ts", `import { Hono } from "hono";`);
  assertFound("floors", "core/clients/x.ts", `import { z } from "npm:zod@4.6.7";`);
  assertFound("floors", "server/fleet/x.ts", `import { Command } from "commander";`);
  assertClean("floors", "server/fleet/plan.ts", `import type { Context } from "hono";`);
  assertClean("floors", "server/fleet/app.ts", `import { cors } from "hono/cors";`);
  assertClean("floors", "core/contracts/x.ts", `import { z } from "zod";`);
  assertClean("floors", "core/contracts/x.ts", `import { constructor } from "constructor";`);
});

Deno.test("front-door: crossing a folder goes through its door", () => {
  assertFound("front-door", "server/fleet/x.ts", `import { a } from "../../core/nouns/a.ts";`);
  assertFound("front-door", "tests/e2e/x_test.ts", `import { a } from "../../core/nouns/a.ts";`);
  assertFound("front-door", "core/clients/x.ts", `import { a } from "@netops/core";`);
  assertClean("front-door", "server/fleet/x.ts", `import { a } from "@netops/core/policies";`);
  assertClean("front-door", "tests/x_test.ts", `import { a } from "../server/fleet/plan.ts";`);
  assertClean("front-door", "tests/e2e/x_test.ts", `import { a } from "../../tools/oracle.ts";`);
  assertClean("front-door", "cli/home/x.ts", `import { a } from "../print/table.ts";`);
});

Deno.test("no-ambient: the world is touched in the host only", () => {
  const bad = [
    "Date.now();",
    "new Date();",
    "Date();",
    "performance.now();",
    "Math.random();",
    "crypto.randomUUID();",
    "globalThis.crypto.getRandomValues(a);",
    "setTimeout(f, 1);",
    "globalThis.setInterval(f, 1);",
    "fetch(url);",
    `Deno.env.get("A");`,
    `new Deno.Command("a");`,
    `Deno["serve"](f);`,
    "Deno.listen({ port: 1 });",
    "Deno.connect({ port: 1 });",
    `Deno.kill(1, "SIGTERM");`,
    `console.log("a");`,
    "process.exit(1);",
    `import { spawn } from "node:child_process";`,
    `import process from "node:process";`,
    "const clock = { now: Date.now };",
  ];
  for (const source of bad) assertFound("no-ambient", "server/fleet/x.ts", source);
  for (
    const place of ["core/host/x.ts", "cli/print/x.ts", "tests/x.ts", "core/policies/x_test.ts"]
  ) {
    for (const source of bad) assertClean("no-ambient", place, source);
  }
});

Deno.test("no-ambient: what only looks alike passes", () => {
  const good = [
    "clock.nowMs(); new Date(clock.nowMs()); Date.parse(text);",
    "function call(fetch: (url: string) => void) { fetch(url); }",
    "const process = group; process.signal();",
    "app.fetch(request); timer.setTimeout(f); Deno.readTextFile(path);",
    "let child: Deno.Command | undefined;",
    "Math.max(1, 2); crypto.subtle.digest(a, b);",
    `import type { Socket } from "node:net";`,
  ];
  for (const source of good) assertClean("no-ambient", "server/fleet/x.ts", source);
});

Deno.test("size: files, functions, parameters and nesting have limits", () => {
  const lines = (count: number) => "f();\n".repeat(count);
  assertFound("size", "core/a/x.ts", lines(301));
  assertClean("size", "core/a/x.ts", lines(300));
  assertClean("size", "core/a/x_test.ts", lines(400));
  assertFound("size", "core/a/x_test.ts", lines(401));
  assertFound("size", "core/a/x.ts", `function f() {\n${lines(59)}}`);
  assertClean("size", "core/a/x.ts", `function f() {\n${lines(58)}}`);
  assertClean("size", "core/a/x_test.ts", `function f() {\n${lines(90)}}`);
  assertFound("size", "core/a/x.ts", `/* ü */\nconst f = () => {\n${lines(59)}};`);
  assertFound("size", "core/a/x.ts", "function f(a, b, c, d) {}");
  assertFound("size", "core/a/x.ts", "class A { f(a, b, c, d) {} }");
  assertClean("size", "core/a/x.ts", "function f(a: A, b: B, c: C) {}");
});

Deno.test("size: a third parameter that may be left out belongs into options", () => {
  assertFound("size", "core/a/x.ts", "export function f(a: A, b: B, c?: C) {}");
  assertFound("size", "core/a/x.ts", "function f(a: A, b: B, c = 1) {}");
  assertFound("size", "core/a/x.ts", "function f(a: A, b: B, isDry: boolean) {}");
  assertClean("size", "core/a/x.ts", "function f(a: A, b: B, options: C = {}) {}");
  assertClean("size", "core/a/x.ts", "function f(a: A, b: B, retryOptions?: C) {}");
  assertClean("size", "core/a/x.ts", "function f(a: A, b: B, { dry = false } = {}) {}");
  assertClean("size", "core/a/x.ts", "function f(a: A, b: B, signal?: AbortSignal) {}");
  assertClean("size", "core/a/x_test.ts", "function f(a: A, b: B, c = 1) {}");
});

Deno.test("size: nesting counts per function, and else-if does not deepen it", () => {
  const deep = (inner: string) =>
    `function f() { for (;;) { if (a) { try { ${inner} } finally {} } } }`;
  assertFound("size", "core/a/x.ts", deep("while (b) { g(); }"));
  assertClean("size", "core/a/x.ts", deep("g();"));
  assertClean("size", "core/a/x.ts", deep("run(() => { if (b) g(); });"));
  const chain = "if (a) f(); else if (b) f(); else if (c) f(); else if (d) f(); else if (e) f();";
  assertClean("size", "core/a/x.ts", `function f() { ${chain} }`);
});

Deno.test("error-message: sentence case, no full stop, no contractions, a code of the table", () => {
  const path = "server/fleet/x.ts";
  const bad = [
    `new NetopsError("BUG", "cannot do it");`,
    `new NetopsError("BUG", "Cannot do it.");`,
    "new NetopsError('BUG', `Cannot do ${it}.`);",
    `new NetopsError("BUG", "This can't be");`,
    `new NetopsError("BUG", "Cannot do " + it + " as it's late");`,
    `new NetopsError("not a code", "Cannot do it");`,
    `new NetopsError(codeOf(x), "Cannot do it");`,
  ];
  for (const source of bad) assertFound("error-message", path, source);
  const good = [
    `new NetopsError("PORT_TAKEN", "Cannot listen on 7070 as node holds it", { fix: "a." });`,
    "new NetopsError(code, `${name} is the owner's second name`);",
    `new Error("whatever.");`,
  ];
  for (const source of good) assertClean("error-message", path, source);
  assertClean("error-message", "server/fleet/x_test.ts", `new NetopsError("BUG", "cannot.");`);
});

Deno.test("no-any: there is no any", () => {
  assertFound("no-any", "core/a/x.ts", "let a: any;");
  assertFound("no-any", "core/a/x.ts", "let a: Record<string, any>;");
  assertClean("no-any", "core/a/x.ts", "let any: unknown;");
});

Deno.test("naming: files say their noun in snake_case", () => {
  for (
    const name of ["serverGroup.ts", "server-group.ts", "Server.ts", "utils.ts", "io_helpers.ts"]
  ) {
    assertFound("naming", `core/a/${name}`, "f();");
  }
  assertFound("naming", "core/utils/clock.ts", "f();");
  for (const name of ["server_group.ts", "x_test.ts", "_x.ts", "v2.ts", "panel.tsx", "a.d.ts"]) {
    assertClean("naming", `core/a/${name}`, "f();");
  }
});

Deno.test("naming: exports have names, functions are declared, privacy is #", () => {
  assertFound("naming", "core/a/x.ts", "export default 1;");
  assertFound("naming", "core/a/x.ts", "const f = () => 1;");
  assertFound("naming", "core/a/x.ts", "export const f = () => 1;");
  assertFound("naming", "core/a/x.ts", "class A { private b = 1; }");
  assertFound("naming", "core/a/x.ts", "class A { private b() {} }");
  assertClean("naming", "core/a/x.ts", "class A { private constructor() {} }");
  assertClean("naming", "core/a/x.ts", "const f = make(() => 1); class A { #b = () => 1; }");
  assertClean("naming", "examples/a/ViteConfig.ts", "export default 1;");
  assertClean("naming", "tools/lint/mod.ts", "export default 1;");
});
