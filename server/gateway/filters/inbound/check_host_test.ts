import assert from "node:assert/strict";
import { contextOf, PUBLIC, withCode } from "../filter_fixture.ts";
import { checkHost } from "./check_host.ts";

const filter = checkHost({ listener: PUBLIC, allowOrigins: ["http://localhost:3000"] });

Deno.test("checkHost() takes loopback names with its own port, in any case", () => {
  for (const host of ["127.0.0.1:7070", "localhost:7070", "LOCALHOST:7070", "[::1]:7070"]) {
    assert.equal(filter.run(contextOf("/", { headers: { host } })), undefined);
  }
});

Deno.test("checkHost() refuses every other Host as misdirected", () => {
  const hosts = ["", "evil.example", "127.0.0.1", "127.0.0.1:7071", "127.0.0.1:7070/hello/"];
  for (const host of [...hosts, "127.0.0.1:7070, a", "u@127.0.0.1:7070", "localhost.:7070"]) {
    const run = () => filter.run(contextOf("/", { headers: { host } }));
    assert.throws(run, withCode("MISDIRECTED"), host);
  }
});

Deno.test("checkHost() takes its own and allowed origins and refuses others", () => {
  for (const origin of ["http://127.0.0.1:7070", "http://localhost:3000"]) {
    assert.equal(filter.run(contextOf("/", { headers: { origin } })), undefined);
  }
  for (const origin of ["null", "http://evil.example", "https://127.0.0.1:7070"]) {
    const run = () => filter.run(contextOf("/", { headers: { origin } }));
    assert.throws(run, withCode("FORBIDDEN"), origin);
  }
});
