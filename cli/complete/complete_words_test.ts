import assert from "node:assert/strict";
import { completeWords, type ReadLiveNames } from "./complete_words.ts";

const live: ReadLiveNames = () =>
  Promise.resolve({ apps: ["hello", "shop"], instances: ["hello-v000-1"] });
const never: ReadLiveNames = () => Promise.reject(new Error("live names are not needed here"));

async function complete(line: string, read = never): Promise<string[]> {
  const found = await completeWords(line.split(" "), read);
  return found.map((candidate) => candidate.split("\t")[0] as string);
}

Deno.test("completeWords() offers commands, but not hidden ones", async () => {
  assert.deepEqual(await complete("st"), ["status", "start", "stop"]);
  assert.deepEqual(await complete("registry "), ["list", "show", "override", "explain"]);
  assert.ok(!(await complete("")).includes("complete"));
});

Deno.test("completeWords() offers options of the command and of every command", async () => {
  assert.deepEqual(await complete("logs --f"), ["--follow"]);
  assert.ok((await complete("logs --")).includes("--json"));
  assert.ok((await complete("logs --")).includes("--help"));
});

Deno.test("completeWords() offers the values of an option, in both spellings", async () => {
  assert.deepEqual(await complete("up --profile "), ["none", "lite", "std", "full"]);
  assert.deepEqual(await complete("up --profile=l"), ["--profile=lite"]);
  assert.deepEqual(await complete("up --profile = l"), ["lite"]);
});

Deno.test("completeWords() offers what runs, past options and their values", async () => {
  assert.deepEqual(await complete("stop h", live), ["hello"]);
  assert.deepEqual(await complete("logs --since 5m --json h", live), ["hello", "hello-v000-1"]);
  assert.deepEqual(await complete("registry override hello-v000-1 O", live), ["OUT_OF_SERVICE"]);
});

Deno.test("completeWords() leaves files to the shell", async () => {
  assert.deepEqual(await complete("up -f "), []);
  assert.deepEqual(await complete("ps extra "), []);
});

Deno.test("completeWords() offers topics and commands after help", async () => {
  assert.deepEqual(await complete("help ex"), ["exit-codes"]);
  assert.ok((await complete("help ")).includes("up"));
  assert.deepEqual(await complete("help config va"), ["validate"]);
  assert.deepEqual(await complete("help exit-codes "), []);
});
