import assert from "node:assert/strict";

const SCRIPT = `
import { stdinLines } from "${new URL("./stdin_lines.ts", import.meta.url)}";
for await (const line of stdinLines()) console.log(JSON.stringify(line));
console.log("end");
`;

/** What a child reads from these chunks; it writes one JSON line for each line and "end". */
async function readBack(chunks: readonly (string | Uint8Array)[]): Promise<string> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["eval", "--no-lock", "--no-config", SCRIPT],
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const writer = child.stdin.getWriter();
  for (const chunk of chunks) {
    await writer.write(typeof chunk === "string" ? new TextEncoder().encode(chunk) : chunk);
  }
  await writer.close();
  return new TextDecoder().decode((await child.output()).stdout);
}

Deno.test("stdinLines() yields whole lines however they are cut, drops a torn one, and ends", async () => {
  const umlaut = new TextEncoder().encode("ä");
  const long = "x".repeat(200_000);
  const text = await readBack([
    "a\nb",
    "c\n\n",
    umlaut.slice(0, 1),
    umlaut.slice(1),
    `\n${long}\ntorn`,
  ]);
  assert.deepEqual(text.split("\n"), ['"a"', '"bc"', '""', '"ä"', `"${long}"`, "end", ""]);
});
