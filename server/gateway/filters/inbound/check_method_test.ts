import assert from "node:assert/strict";
import { contextOf, withCode } from "../filter_fixture.ts";
import { checkMethod } from "./check_method.ts";

const filter = checkMethod();

Deno.test("checkMethod() takes the common methods and refuses the rest with what is allowed", () => {
  for (const method of ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]) {
    assert.equal(filter.run(contextOf("/", { method })), undefined);
  }
  for (const method of ["PURGE", "PROPFIND"]) {
    assert.throws(() => filter.run(contextOf("/", { method })), (thrown) => {
      const details = (thrown as { details: { headers: { allow: string } } }).details;
      return withCode("METHOD_NOT_ALLOWED")(thrown) && details.headers.allow.includes("PATCH");
    });
  }
});

Deno.test("checkMethod() refuses a body where it has no meaning", () => {
  for (const method of ["GET", "HEAD"]) {
    const withBody = { method, headers: { "content-length": "3" } };
    assert.throws(() => filter.run(contextOf("/", withBody)), withCode("REQUEST_INVALID"));
    const empty = { method, headers: { "content-length": "0" } };
    assert.equal(filter.run(contextOf("/", empty)), undefined);
  }
});
