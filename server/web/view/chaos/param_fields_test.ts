import assert from "node:assert/strict";
import type { FaultKindView } from "@netops/core/contracts";
import { filterKinds } from "./kinds_panel.tsx";
import { paramFields, paramWords, readParams } from "./param_fields.ts";
import { readWish } from "./read_wish.ts";

const LATENCY = {
  ...{ kind: "latency", summary: "answer late", targets: ["app"], undo: "it lets go" },
  ...{ appliesTo: "any", os: ["linux"], needsRoot: false, needsRestart: false },
  parameters: {
    type: "object",
    properties: {
      delayMs: { default: 1_000, type: "number", minimum: 0, maximum: 600_000 },
      stream: { default: "downstream", type: "string", enum: ["upstream", "downstream"] },
      methods: { type: "array", items: { type: "string" } },
      path: { type: "string" },
      header: { type: "object", properties: {} },
      ratio: { type: "number", minimum: 0, maximum: 1 },
    },
  },
} as FaultKindView;

Deno.test("a JSON schema becomes fields with bounds, choices and words for people", () => {
  const fields = paramFields(LATENCY);
  assert.deepEqual(fields[0], {
    ...{ name: "delayMs", label: "delay, ms", type: "number", initial: "1000" },
    ...{ min: 0, max: 600_000, isMatch: false },
  });
  assert.deepEqual(fields[1]?.choices, ["upstream", "downstream"]);
  assert.deepEqual(fields.map(({ type }) => type), [
    ...["number", "choice", "list", "text", "pair", "number"],
  ]);
  assert.deepEqual(fields.filter(({ isMatch }) => isMatch).map(({ name }) => name), [
    ...["methods", "path", "header", "ratio"],
  ]);
});

Deno.test("a share is a parameter of its own where no requests are chosen", () => {
  const parameters = { properties: { ratio: { default: 1, type: "number" } } };
  assert.equal(paramFields({ parameters })[0]?.isMatch, false);
  assert.equal(paramWords({ parameters }), "share of requests 100 %");
});

Deno.test("parameters read as words, with units and without what narrows", () => {
  assert.equal(paramWords(LATENCY), "delay 1 s, stream downstream");
  const parameters = {
    properties: {
      sizeBytes: { default: 1_048_576, type: "integer" },
      delayUs: { default: 5, type: "integer" },
      everyMs: { default: 250, type: "integer" },
    },
  };
  assert.equal(paramWords({ parameters }), "size 1.0 MiB, delay 5 µs, every 250 ms");
});

Deno.test("what was typed becomes numbers, lists and pairs; what is empty is left out", () => {
  const typed = new Map([
    ["delayMs", "300"],
    ["stream", "upstream"],
    ["methods", "get, post,"],
    ["path", "  "],
    ["header", "x-a"],
    ["header.value", "1"],
    ["ratio", ""],
  ]);
  assert.deepEqual(readParams(paramFields(LATENCY), typed), {
    ...{ delayMs: 300, stream: "upstream", methods: ["GET", "POST"] },
    header: { name: "x-a", value: "1" },
  });
});

Deno.test("the form becomes the request: target, how many, how long, and the parameters", () => {
  const typed = new Map([["target", "zone:eu-a"], ["seconds", "1.5"], ["set.delayMs", "300"]]);
  const wish = { kind: "latency", target: "zone:eu-a", durationMs: 1_500 };
  assert.deepEqual(readWish(LATENCY, typed), { ...wish, parameters: { delayMs: 300 } });
  const more = new Map([...typed, ["count", "2"], ["percent", "50"], ["ignoreSlo", "yes"]]);
  assert.deepEqual(readWish(LATENCY, more), {
    ...{ ...wish, parameters: { delayMs: 300 } },
    ...{ count: 2, percent: 50, ignoreSlo: true },
  });
});

Deno.test("kinds are found by name, by what they do and by parameter", () => {
  const found = (filter: string) => filterKinds([LATENCY], filter).length;
  assert.deepEqual(["", "LATE", "answer", "delay", "nothing"].map(found), [1, 1, 1, 1, 0]);
});
