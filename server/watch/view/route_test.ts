import assert from "node:assert/strict";
import fc from "fast-check";
import { formatRoute, isOpen, parseRoute, type Route } from "./route.ts";

Deno.test("parseRoute() reads every view, with and without the mount", () => {
  assert.deepEqual(parseRoute("/watch"), { view: "browse" });
  assert.deepEqual(parseRoute("/watch/"), { view: "browse" });
  assert.deepEqual(parseRoute("/"), { view: "browse" });
  assert.deepEqual(parseRoute("/watch/search", "?q=har"), { view: "search", query: "har" });
  assert.deepEqual(parseRoute("/watch/title/night-signal"), { view: "title", id: "night-signal" });
  assert.deepEqual(parseRoute("/watch/account/"), { view: "account" });
  assert.deepEqual(parseRoute("/watch/play/x", "?engine=dash&buffer=6&t=12"), {
    view: "play",
    id: "x",
    engine: "dash",
    bufferS: 6,
    fromS: 12,
  });
});

Deno.test("parseRoute() keeps odd numbers within bounds and leaves out what is no number", () => {
  const play = { view: "play", id: "x", engine: "hls" } as const;
  assert.deepEqual(parseRoute("/watch/play/x", "?buffer=0&t=-4"), {
    ...play,
    bufferS: 2,
    fromS: 0,
  });
  assert.deepEqual(parseRoute("/watch/play/x", "?buffer=many&t="), play);
});

Deno.test("parseRoute() says lost for what it does not know", () => {
  for (
    const path of ["/watch/nothing", "/watch/title", "/watch/title/a/b", "/watch/play/%zz", "/x"]
  ) {
    assert.deepEqual(parseRoute(path), { view: "lost" }, path);
  }
  assert.deepEqual(parseRoute("/watchtower"), { view: "lost" });
});

Deno.test("parseRoute() leads nobody elsewhere after signing in", () => {
  const next = (address: string) => {
    const route = parseRoute("/watch/sign-in", `?next=${encodeURIComponent(address)}`);
    return route.view === "sign-in" ? route.next : undefined;
  };
  assert.equal(next("/watch/title/x"), "/watch/title/x");
  assert.equal(next("/watch/play/x?engine=dash"), "/watch/play/x?engine=dash");
  for (
    const foreign of [
      "https://example.org",
      "//example.org/watch",
      "/ops",
      "/watch/../ops",
      "javascript:alert(1)",
      "/watch/sign-in?next=/watch/sign-in",
      "/watch\\@example.org",
    ]
  ) assert.equal(next(foreign), "/watch", foreign);
});

Deno.test("a route survives being written and read", () => {
  const id = fc.stringMatching(/^[a-z0-9-]{1,20}$/);
  const route: fc.Arbitrary<Route> = fc.oneof(
    fc.record({
      view: fc.constantFrom("browse" as const, "profiles" as const, "account" as const),
    }),
    fc.record({ view: fc.constant("title" as const), id }),
    fc.record({ view: fc.constant("search" as const), query: fc.string({ maxLength: 100 }) }),
    fc.record({
      view: fc.constant("play" as const),
      id,
      engine: fc.constantFrom("hls" as const, "dash" as const),
      bufferS: fc.integer({ min: 2, max: 60 }),
      fromS: fc.nat(1_000),
    }),
  );
  fc.assert(fc.property(route, (one) => {
    const { pathname, search } = new URL(formatRoute(one), "http://host");
    assert.deepEqual(parseRoute(pathname, search), { ...one });
  }));
});

Deno.test("isOpen() opens the two forms, and a wrong address", () => {
  const open = ["/watch/sign-in", "/watch/sign-up", "/watch/nothing"];
  const closed = ["/watch", "/watch/account", "/watch/play/x"];
  assert.ok(open.every((path) => isOpen(parseRoute(path))));
  assert.ok(!closed.some((path) => isOpen(parseRoute(path))));
});
