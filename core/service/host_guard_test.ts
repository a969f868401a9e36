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

Deno.test("createHostGuard() refuses a Host that hides more than a name and a port", () => {
  const odd = [
    "127.0.0.1:7071/evil",
    "127.0.0.1:7071@evil.example",
    "evil.example@127.0.0.1:7071",
    "127.0.0.1:7071, evil.example",
    "localhost.:7071",
    "localhost:07071",
    "::1:7071",
    "[::1]",
    "127.0.0.2:7071",
    "0.0.0.0:7071",
  ];
  for (const host of odd) assert.equal(guard(new Headers({ host })), "foreign-host", host);
});

Deno.test("createHostGuard() takes a name without a port on port 80 only", () => {
  const web = createHostGuard({ hostname: "127.0.0.1", port: 80 });
  assert.equal(web(new Headers({ host: "localhost" })), undefined);
  assert.equal(guard(new Headers({ host: "localhost" })), "foreign-host");
});

Deno.test("createHostGuard() takes the listener's own address and the allowed origins besides", () => {
  const wide = createHostGuard({
    hostname: "127.0.3.4",
    port: 9,
    allowOrigins: ["https://app.example"],
  });
  const host = "127.0.3.4:9";
  assert.equal(wide(new Headers({ host, origin: "https://app.example" })), undefined);
  assert.equal(wide(new Headers({ host, origin: "http://app.example" })), "foreign-origin");
  assert.equal(guard(new Headers({ host })), "foreign-host");
});

Deno.test("createHostGuard() takes a page of the gateway that passed it on, and no other page", () => {
  const check = (origin: string, asked: string) =>
    guard(new Headers({ host: "127.0.0.1:7071", origin, "x-forwarded-host": asked }));
  assert.equal(check("http://127.0.0.1:9000", "127.0.0.1:9000"), undefined);
  assert.equal(check("http://evil.example", "127.0.0.1:9000"), "foreign-origin");
  assert.equal(check("https://127.0.0.1:9000", "127.0.0.1:9000"), "foreign-origin");
});
