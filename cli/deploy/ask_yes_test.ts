import assert from "node:assert/strict";
import { NetopsError } from "@netops/core";
import { askYes } from "./ask_yes.ts";
import { fakeCommandLine } from "./watch_fixture.ts";

/** A terminal at which these pieces are typed; at the end nothing more comes, or it is closed. */
function typed(pieces: readonly string[], end: "open" | "closed" = "closed") {
  const left = [...pieces];
  return {
    isTerminal: () => true,
    read: (buffer: Uint8Array): Promise<number | null> => {
      const piece = left.shift();
      if (piece === undefined) {
        return end === "open" ? new Promise(() => {}) : Promise.resolve(null);
      }
      return Promise.resolve(new TextEncoder().encodeInto(piece, buffer).written);
    },
  };
}

const asked = {
  lines: ["ship hello"],
  question: "Go on?",
};

Deno.test("only yes is yes", async () => {
  const cases = [
    [["y\n"], true],
    [["YES\n"], true],
    [["y", "es\n"], true],
    [["\n"], false],
    [["n\n"], false],
    [["yesterday\n"], false],
    [[], false],
  ] as const;
  for (const [pieces, is] of cases) {
    const { context, err, out } = fakeCommandLine({ isTerminal: true });
    assert.equal(await askYes({ ...asked, source: typed(pieces) }, context), is, pieces.join(""));
    assert.deepEqual([err(), out()], ["ship hello\nGo on? [y/N] ", ""]);
  }
});

Deno.test("who cannot be asked is told how not to be asked, and nothing happens", async () => {
  const argv = ["deploy", "run", "hello"];
  const lines = [
    fakeCommandLine({ argv }),
    fakeCommandLine({ argv, isTerminal: true, globals: { json: true } }),
    fakeCommandLine({ argv, isTerminal: true, globals: { noInput: true } }),
    fakeCommandLine({ argv, isTerminal: true, env: { CI: "true" } }),
  ];
  for (const { context } of lines) {
    await assert.rejects(
      askYes({ ...asked, source: typed(["y\n"]) }, context),
      (error: NetopsError) =>
        error.code === "USAGE" && error.fix === "netops deploy run hello --yes",
    );
  }
});

Deno.test("the command that does not ask is the one that was given, with every word", async () => {
  const cases = [
    [
      "deploy run greeter --from ../svc2 --strategy canary --steps 10,50 --bake 15s",
      "netops deploy run greeter --from ../svc2 --strategy canary --steps 10,50 --bake 15s --yes",
    ],
    [
      "deploy rollback greeter --to greeter-v003",
      "netops deploy rollback greeter --to greeter-v003 --yes",
    ],
    ["--home /tmp/h deploy run -- greeter", "netops --home /tmp/h deploy run --yes -- greeter"],
    ["deploy run greeter --check /a~b.*", "netops deploy run greeter --check '/a~b.*' --yes"],
  ] as const;
  for (const [given, fix] of cases) {
    const { context } = fakeCommandLine({ argv: given.split(" ") });
    await assert.rejects(askYes(asked, context), { fix });
  }
});

Deno.test("Ctrl-C ends the question", async () => {
  const { context, signal } = fakeCommandLine({ isTerminal: true });
  const answer = askYes({ ...asked, source: typed([], "open") }, context);
  signal("SIGINT");
  await assert.rejects(answer, (error: DOMException) => error.name === "AbortError");
});
