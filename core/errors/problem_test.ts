import assert from "node:assert/strict";
import fc from "fast-check";
import { ERROR_CODES, type ErrorCode } from "./codes.ts";
import { NetopsError, toNetopsError } from "./netops_error.ts";
import { fromProblem, problemResponse, toProblem } from "./problem.ts";

const codes = Object.keys(ERROR_CODES) as ErrorCode[];

Deno.test("an error comes back from the wire with its code, message and fix", () => {
  const fix = fc.option(fc.string(), { nil: undefined });
  fc.assert(fc.property(fc.constantFrom(...codes), fc.string(), fix, (code, message, fixText) => {
    const options = fixText === undefined ? {} : { fix: fixText };
    const error = new NetopsError(code, message, options);
    const back = fromProblem(JSON.parse(JSON.stringify(toProblem(error))));
    assert.deepEqual([back?.code, back?.message, back?.fix], [code, message, fixText]);
    assert.equal(back?.exitCode, error.exitCode);
  }));
});

Deno.test("fromProblem() answers undefined for what is not ours", () => {
  const odd = [
    null,
    undefined,
    "text",
    7,
    [],
    {},
    { code: "BUG" },
    { code: "NO_SUCH_CODE", detail: "x" },
    { code: "toString", detail: "x" },
    { code: "constructor", detail: "x" },
    { code: 1, detail: "x" },
    { code: "BUG", detail: 1 },
  ];
  for (const body of odd) assert.equal(fromProblem(body), undefined, JSON.stringify(body));
});

Deno.test("toProblem() keeps details and cause to itself", () => {
  const error = new NetopsError("CONFLICT", "Cannot do it", {
    details: { secret: "s3cret" },
    cause: new Error("inner s3cret"),
  });
  assert.ok(!JSON.stringify(toProblem(error)).includes("s3cret"));
  assert.equal("fix" in toProblem(error), false);
});

Deno.test("problemResponse() has the status of the table, its type, and the given headers", async () => {
  const error = new NetopsError("NOT_FOUND", "Cannot find it", { fix: "netops ps" });
  const response = problemResponse(error, { "x-request-id": "r1", "content-type": "text/html" });
  assert.equal(response.status, 404);
  assert.equal(response.headers.get("content-type"), "application/problem+json");
  assert.equal(response.headers.get("x-request-id"), "r1");
  assert.deepEqual(await response.json(), {
    type: "about:blank",
    title: "there is no such thing",
    status: 404,
    code: "NOT_FOUND",
    detail: "Cannot find it",
    fix: "netops ps",
  });
});

Deno.test("toNetopsError() keeps ours as it is and makes everything else a BUG with its cause", () => {
  const own = new NetopsError("REFUSED", "Cannot");
  assert.equal(toNetopsError(own), own);
  const foreign = new TypeError("boom");
  assert.equal(toNetopsError(foreign).code, "BUG");
  assert.equal(toNetopsError(foreign).message, "boom");
  assert.equal(toNetopsError(foreign).cause, foreign);
  assert.equal(toNetopsError("just text").message, "just text");
  assert.equal(toNetopsError(undefined).code, "BUG");
});

Deno.test("problemResponse() brings along the headers of an error, and the given ones win", () => {
  const headers = { "retry-after": "1", "x-request-id": "inner" };
  const error = new NetopsError("OVERLOADED", "Cannot take more", { details: { headers } });
  const response = problemResponse(error, { "x-request-id": "r1" });
  assert.equal(response.headers.get("retry-after"), "1");
  assert.equal(response.headers.get("x-request-id"), "r1");
});
