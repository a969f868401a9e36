import assert from "node:assert/strict";
import type { TitleJob } from "@netops/core/contracts";
import { FakeTimer } from "@netops/core/testing";
import type { CommandContext } from "./command_context.ts";
import { Printer } from "./print/printer.ts";
import { TitleDisplay } from "./title_display.ts";

const JOB: TitleJob = {
  ...{ id: "j1", titleId: "movie", title: "Movie", state: "running", step: "v1", createdAtMs: 1 },
  ...{ steps: [], ratio: 0.5 },
};

function display(options: { readonly isTerminal: boolean; readonly json?: boolean }) {
  const written: string[] = [];
  const terminal = {
    isTerminal: options.isTerminal,
    size: () => ({ columns: 80, rows: 24 }),
    write: (text: string) => written.push(text) > 0,
  };
  const print = new Printer({
    ...{ json: options.json ?? false, jsonl: false, quiet: false, verbose: false, plain: false },
    color: "never",
  }, { out: terminal, err: terminal, env: {} });
  const timer = new FakeTimer();
  const context = { print, host: { clock: timer.clock, timer } } as unknown as CommandContext;
  return { shown: new TitleDisplay(context), written };
}

Deno.test("off a terminal each step is one line, however often it is told", () => {
  const { shown, written } = display({ isTerminal: false });
  shown.uploading(10, 1_000_000);
  shown.uploading(999_999, 1_000_000);
  shown.making({ ...JOB, state: "queued" });
  shown.making(JOB);
  shown.making({ ...JOB, ratio: 0.7 });
  shown.making({ ...JOB, step: "v2" });
  shown.close();
  assert.deepEqual(written, ["upload 1 MB\n", "queued\n", "rung 2\n", "rung 3\n"]);
});

Deno.test("on a terminal there is a bar, which goes at the end", () => {
  const { shown, written } = display({ isTerminal: true });
  shown.making(JOB);
  shown.close();
  const text = written.join("");
  assert.match(text, /█{12}░{12} rung 2, 50 %/);
  assert.ok(text.includes("\u001b[1A\r\u001b[J"));
});

Deno.test("with --json nothing is shown", () => {
  for (const isTerminal of [true, false]) {
    const { shown, written } = display({ isTerminal, json: true });
    shown.making(JOB);
    shown.close();
    assert.deepEqual(written, []);
  }
});
