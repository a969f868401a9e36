import assert from "node:assert/strict";
import type { RouteSnapshot } from "../contracts/routes.ts";
import { AddressLinks } from "./address_links.ts";

function open() {
  let tell: (snapshot: RouteSnapshot) => void = () => undefined;
  const links = new AddressLinks({
    snapshot: () => undefined,
    onChange: (listener) => {
      tell = listener;
      return () => undefined;
    },
  });
  const changed: string[][] = [];
  links.onChange((origins) => changed.push([...origins]));
  const set = (...pairs: [string, string][]) =>
    tell({
      ...{ epoch: 1, routes: [], listeners: [] },
      links: pairs.map(([from, to]) => ({ from, to })),
    });
  return { links, set, changed };
}

Deno.test("an address that is linked is dialled through its link, and only that one", () => {
  const { links, set } = open();
  assert.equal(links.urlOf("http://127.0.0.1:1/a?b"), "http://127.0.0.1:1/a?b");
  set(["127.0.0.1:1", "127.0.0.1:9"]);
  assert.equal(links.urlOf("http://127.0.0.1:1/a?b"), "http://127.0.0.1:9/a?b");
  assert.equal(links.urlOf("ws://127.0.0.1:1/socket"), "ws://127.0.0.1:9/socket");
  assert.equal(links.urlOf("http://127.0.0.1:1"), "http://127.0.0.1:9");
  assert.equal(links.urlOf("http://127.0.0.1:11/a"), "http://127.0.0.1:11/a");
  assert.equal(links.originOf("http://127.0.0.1:1"), "http://127.0.0.1:9");
  assert.ok(links.isLink("http://127.0.0.1:9"));
  set();
  assert.equal(links.urlOf("http://127.0.0.1:1/a"), "http://127.0.0.1:1/a");
  assert.ok(!links.isLink("http://127.0.0.1:9"));
});

Deno.test("with each change one hears whose connections are of no use any more", () => {
  const { set, changed } = open();
  set(["127.0.0.1:1", "127.0.0.1:9"]);
  set(["127.0.0.1:1", "127.0.0.1:9"], ["127.0.0.1:2", "127.0.0.1:8"]);
  set(["127.0.0.1:2", "127.0.0.1:8"]);
  set(["127.0.0.1:2", "127.0.0.1:8"]);
  assert.deepEqual(changed, [
    ["http://127.0.0.1:1"],
    ["http://127.0.0.1:2"],
    ["http://127.0.0.1:9"],
  ]);
});
