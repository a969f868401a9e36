import assert from "node:assert/strict";
import { z } from "zod";
import { NetopsError } from "../errors/netops_error.ts";
import { readJson } from "./read_json.ts";

const schema = z.strictObject({ name: z.string() });

function post(body: BodyInit, type = "application/json"): Request {
  return new Request("http://127.0.0.1/", {
    method: "POST",
    body,
    headers: { "content-type": type },
  });
}

function refuses(request: Request, code: string): Promise<void> {
  return assert.rejects(
    readJson(request, schema, { mostBytes: 50 }),
    (error) => error instanceof NetopsError && error.code === code,
  );
}

Deno.test("readJson() reads what fits the schema", async () => {
  assert.deepEqual(await readJson(post('{"name":"ä"}'), schema), { name: "ä" });
  assert.deepEqual(
    await readJson(post('{"name":"x"}', "application/json; charset=utf-8"), schema),
    { name: "x" },
  );
});

Deno.test("readJson() refuses other media, broken JSON, and what the schema does not know", async () => {
  await refuses(post('{"name":"x"}', "text/plain"), "UNSUPPORTED_MEDIA");
  await refuses(post('{"name":'), "REQUEST_INVALID");
  await refuses(post('{"name":1}'), "REQUEST_INVALID");
  await refuses(post('{"name":"x","more":1}'), "REQUEST_INVALID");
});

Deno.test("readJson() stops reading a body that is too large, declared or not", async () => {
  await refuses(post(JSON.stringify({ name: "x".repeat(100) })), "TOO_LARGE");
  const endless = ReadableStream.from((function* () {
    while (true) yield new Uint8Array(20);
  })());
  await refuses(post(endless), "TOO_LARGE");
});
