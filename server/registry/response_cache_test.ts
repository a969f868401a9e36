import assert from "node:assert/strict";
import { RegistryWorld } from "./testing.ts";

const JSON_FORM = { format: "json", compact: false } as const;

Deno.test("a body is encoded once until something changes", async () => {
  const world = new RegistryWorld();
  await world.post();
  const first = world.cache.get({ kind: "all" }, JSON_FORM);
  await world.send("PUT", "/eureka/apps/HELLO/h1:hello:8080");
  assert.equal(world.cache.get({ kind: "all" }, JSON_FORM), first);
  assert.equal(world.cache.encodings, 1);
  await world.post({ instanceId: "b" });
  assert.notEqual(world.cache.get({ kind: "all" }, JSON_FORM), first);
});

Deno.test("forms, kinds and vips do not share a body", async () => {
  const world = new RegistryWorld();
  await world.post({ vipAddress: "a,b" });
  const bodies = [
    world.cache.get({ kind: "all" }, JSON_FORM),
    world.cache.get({ kind: "all" }, { format: "xml", compact: false }),
    world.cache.get({ kind: "all" }, { format: "json", compact: true }),
    world.cache.get({ kind: "delta" }, JSON_FORM),
    world.cache.get({ kind: "vips", vip: "a" }, JSON_FORM),
    world.cache.get({ kind: "vips", vip: "b" }, JSON_FORM),
    world.cache.get({ kind: "svips", vip: "a" }, JSON_FORM),
  ];
  assert.equal(new Set(bodies).size, bodies.length);
});

Deno.test("lease times in a served body never grow older than 30 s", async () => {
  const world = new RegistryWorld();
  await world.post();
  const first = world.cache.get({ kind: "all" }, JSON_FORM);
  world.clock.advance(29_999);
  assert.equal(world.cache.get({ kind: "all" }, JSON_FORM), first);
  world.clock.advance(1);
  assert.notEqual(world.cache.get({ kind: "all" }, JSON_FORM), first);
});

Deno.test("a delta forgets old changes even when nothing new happens", async () => {
  const world = new RegistryWorld();
  await world.post();
  const appsOf = async () => (await world.json("/eureka/apps/delta")).applications.application;
  assert.equal((await appsOf()).length, 1);
  world.clock.advance(60_001);
  assert.deepEqual(await appsOf(), []);
});

Deno.test("made-up vips do not fill the cache", () => {
  const world = new RegistryWorld();
  const body = () => world.cache.get({ kind: "vips", vip: "made-up" }, JSON_FORM);
  assert.notEqual(body(), body());
});

Deno.test("one body answers any number of requests, plain and zipped, with the same bytes", async () => {
  const world = new RegistryWorld();
  await world.post();
  const body = world.cache.get({ kind: "all" }, JSON_FORM);
  const text = await body.plain().text();
  assert.match(text, /h1:hello:8080/);
  for (let each = 0; each < 500; each++) {
    assert.equal(await body.plain().text(), text);
    const answer = await body.zipped();
    assert.equal(answer.headers.get("content-encoding"), "gzip");
    assert.equal(answer.headers.get("vary"), "accept-encoding");
    const unzipped = answer.body?.pipeThrough(new DecompressionStream("gzip"));
    assert.equal(await new Response(unzipped).text(), text);
  }
  assert.equal(body.plain().headers.get("content-encoding"), null);
});
