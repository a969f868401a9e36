import assert from "node:assert/strict";
import type { OutputLine } from "@netops/core";
import { FakeSpawner } from "./runner_fixture.ts";
import { createWholeLineSpawner, joinParts } from "./whole_lines.ts";

async function joined(lines: readonly OutputLine[]): Promise<readonly OutputLine[]> {
  async function* inTurn() {
    yield* lines;
  }
  const whole: OutputLine[] = [];
  for await (const line of joinParts(inTurn())) whole.push(line);
  return whole;
}

const out = (text: string, part?: number): OutputLine => ({
  ...{ stream: "stdout", text },
  ...(part === undefined ? {} : { part }),
});
const err = (text: string, part?: number): OutputLine => ({ ...out(text, part), stream: "stderr" });

Deno.test("a line that came in parts is one line again, at once when a shorter part ends it", async () => {
  assert.deepEqual(await joined([out("abc", 1), out("def", 2), out("g", 3), out("next")]), [
    out("abcdefg"),
    out("next"),
  ]);
});

Deno.test("a line whose last part is as long as the others ends with the next line, or with the process", async () => {
  const parts = [out("abc", 1), out("def", 2)];
  assert.deepEqual(await joined([...parts, out("next")]), [out("abcdef"), out("next")]);
  assert.deepEqual(await joined([...parts, ...parts]), [out("abcdef"), out("abcdef")]);
  assert.deepEqual(await joined(parts), [out("abcdef")]);
});

Deno.test("parts of one stream are not mixed with what the other says between them", async () => {
  assert.deepEqual(await joined([out("abc", 1), err("xyz", 1), err("words"), out("d", 2)]), [
    ...[err("xyz"), err("words"), out("abcd")],
  ]);
});

Deno.test("of a line that never ends the beginning is kept", async () => {
  const text = "x".repeat(65_536);
  const lines = Array.from({ length: 200 }, (_, at) => out(text, at + 1));
  const [line] = await joined(lines);
  assert.equal(line?.text.length, 8 * 1_024 * 1_024);
});

Deno.test("a process whose lines are joined is started, signalled and over as ever", async () => {
  const inner = new FakeSpawner([out("ab", 1), out("c", 2)]);
  const request = { command: ["k6"] as const, dir: "/", env: {}, pipeStdin: false };
  const group = await createWholeLineSpawner(inner).spawn(request);
  const lines: OutputLine[] = [];
  for await (const line of group.lines) lines.push(line);
  assert.deepEqual(lines, [out("abc")]);
  assert.equal(group.signal("SIGINT"), true);
  assert.deepEqual(inner.signals, ["SIGINT"]);
  inner.exit({ code: 3 });
  assert.deepEqual(await group.exited, { code: 3 });
});
