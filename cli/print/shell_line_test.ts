import assert from "node:assert/strict";
import { shellLine } from "./shell_line.ts";

Deno.test("a shell reads a line of words as the words it was made of", async () => {
  const words = [
    "../svc 2",
    "it's",
    "",
    "$HOME",
    "a~b",
    "/x=200~^ok|no$",
    "--steps=10,50",
    "*",
    "ü",
  ];
  const { stdout } = await new Deno.Command("/bin/sh", {
    args: ["-c", `printf '%s\\n' ${shellLine(words)}`],
  }).output();
  assert.deepEqual(new TextDecoder().decode(stdout).split("\n").slice(0, -1), words);
});

Deno.test("what needs no quotes has none", () => {
  const words = ["netops", "deploy", "run", "shop", "--from", "git:main", "--steps", "10,50"];
  assert.equal(shellLine(words), words.join(" "));
});
