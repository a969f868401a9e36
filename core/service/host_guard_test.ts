import assert from "node:assert/strict";
import { createHostGuard } from "./host_guard.ts";

const guard = createHostGuard({ hostname: "127.0.0.1", port: 7071 });

Deno.test("createHostGuard() takes loopback names with the own port only", () => {
  for (const host of ["127.0.0.1:7071", "localhost:7071", "LOCALHOST:7071", "[::1]:7071"]) {
    assert.equal(guard(new Headers({ host })), undefined);
  }
  for (const host of ["127.0.0.1", "127.0.0.1:7072", "evil.example:7071", ""]) {
    assert.equal(guard(new Headers({ host })), "foreign-host");
  }
});

Deno.test("createHostGuard() reads the authority of HTTP/2 from the URL, but Host wins", () => {
  assert.equal(guard(new Headers(), "http://127.0.0.1:7071/x"), undefined);
  assert.equal(guard(new Headers(), "http://evil.example:7071/x"), "foreign-host");
  assert.equal(guard(new Headers(), undefined), "foreign-host");
  const foreign = new Headers({ host: "evil.example" });
  assert.equal(guard(foreign, "http://127.0.0.1:7071/x"), "foreign-host");
});

Deno.test("createHostGuard() refuses a foreign Origin and takes the own one", () => {
  const host = "127.0.0.1:7071";
  assert.equal(guard(new Headers({ host, origin: "http://localhost:7071" })), undefined);
  assert.equal(guard(new Headers({ host, origin: "http://evil.example" })), "foreign-origin");
  assert.equal(guard(new Headers({ host, origin: "null" })), "foreign-origin");
});
