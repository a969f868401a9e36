import assert from "node:assert/strict";
import { changeApp } from "./change_app.ts";
import type { CommandContext } from "./command_context.ts";

Deno.test("a signal ends the waiting for a change that takes long", async () => {
  const stop = new AbortController();
  const context = { globals: {}, print: {}, stop: { signal: stop.signal } };
  const apply = () => new Promise<never>(() => {});
  const change = { app: "late", words: "replace late", dryRun: false, apply };
  const changed = changeApp(change, context as unknown as CommandContext);
  stop.abort(new DOMException("Ended by SIGINT", "AbortError"));
  await assert.rejects(changed, { name: "AbortError" });
});

Deno.test("a dry run fails where its check fails, and does nothing", async () => {
  const context = { globals: {}, print: {}, stop: { signal: new AbortController().signal } };
  const apply = () => Promise.reject(new Error("it was done"));
  const check = () => Promise.reject(new Error("refused"));
  const change = { app: "gateway", words: "stop gateway", dryRun: true, check, apply };
  await assert.rejects(changeApp(change, context as unknown as CommandContext), /refused/);
});
