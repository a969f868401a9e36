import assert from "node:assert/strict";
import fc from "fast-check";
import { findRoute, parseTarget, queryValue } from "./route.ts";

function routeOf(path: string) {
  const target = parseTarget(`http://127.0.0.1:7072${path}`);
  return target === undefined ? "broken" : findRoute(target.segments);
}

Deno.test("every root leads to the same routes, with and without a trailing slash", () => {
  for (const root of ["", "/eureka", "/eureka/v2", "/v2", "/eureka/v1", "/eureka/V2"]) {
    for (const slash of ["", "/"]) {
      assert.deepEqual(routeOf(`${root}/apps${slash}`), { name: "all" });
      assert.deepEqual(routeOf(`${root}/apps/delta${slash}`), { name: "delta" });
      assert.deepEqual(routeOf(`${root}/apps/hello${slash}`), { name: "app", app: "HELLO" });
      assert.deepEqual(routeOf(`${root}/apps/hello/a:b.c${slash}`), {
        name: "instance",
        app: "HELLO",
        id: "a:b.c",
      });
      assert.deepEqual(routeOf(`${root}/apps/A/b/status${slash}`), {
        name: "instanceStatus",
        app: "A",
        id: "b",
      });
      assert.deepEqual(routeOf(`${root}/apps/A/b/metadata${slash}`), {
        name: "instanceMetadata",
        app: "A",
        id: "b",
      });
      assert.deepEqual(routeOf(`${root}/instances/a:b${slash}`), { name: "byId", id: "a:b" });
      assert.deepEqual(routeOf(`${root}/vips/v${slash}`), { name: "vips", vip: "v" });
      assert.deepEqual(routeOf(`${root}/svips/v${slash}`), { name: "svips", vip: "v" });
      assert.deepEqual(routeOf(`${root}/status${slash}`), { name: "status" });
      assert.deepEqual(routeOf(`${root}/lastn${slash}`), { name: "lastn" });
      assert.deepEqual(routeOf(`${root}/serverinfo/statusoverrides${slash}`), {
        name: "overrides",
      });
      assert.deepEqual(routeOf(`${root}/peerreplication/batch${slash}`), { name: "batch" });
      assert.deepEqual(routeOf(`${root}/asg/x/status${slash}`), { name: "asg" });
    }
  }
});

Deno.test("our own routes stand at the root only", () => {
  assert.deepEqual(routeOf("/watch"), { name: "watch" });
  assert.deepEqual(routeOf("/explain"), { name: "explain" });
  assert.deepEqual(routeOf("/v1/applications"), { name: "list" });
  assert.equal(routeOf("/eureka/watch"), undefined);
  assert.equal(routeOf("/eureka/v1/applications"), undefined);
});

Deno.test("what is no route is none", () => {
  for (
    const path of ["/", "/x", "/apps//a", "/apps/A//status", "/apps/A/b/c", "/apps/A/b/status/x"]
  ) {
    assert.equal(routeOf(path), undefined, path);
  }
});

Deno.test("ids may be percent-encoded, with slashes and other scripts in them", () => {
  assert.deepEqual(routeOf("/apps/a%20b/h%3A1%2Fx%C3%A9"), {
    name: "instance",
    app: "A B",
    id: "h:1/xé",
  });
});

Deno.test("broken escapes and control characters are refused", () => {
  for (const path of ["/apps/%", "/apps/%zz", "/apps/A/%ff", "/apps/%00", "/apps/a%0d%0ab"]) {
    assert.equal(routeOf(path), "broken", path);
  }
});

Deno.test("parseTarget() gives back any id that was encoded", () => {
  const id = fc.string({ unit: "grapheme", minLength: 1 })
    // deno-lint-ignore no-control-regex
    .filter((text) => !/[\u0000-\u001f\u007f]/.test(text));
  fc.assert(fc.property(id, (text) => {
    const target = parseTarget(`http://h:1/apps/A/${encodeURIComponent(text)}?x=1`);
    assert.deepEqual(target, { segments: ["apps", "A", text], query: "x=1" });
  }));
});

Deno.test("parseTarget() and findRoute() never throw", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => {
    const target = parseTarget(`http://h:1/${text}`);
    if (target !== undefined) findRoute(target.segments);
  }));
});

Deno.test("queryValue() reads the named parameter only", () => {
  const query = "status=UP&lastDirtyTimestamp=17&value=OUT%5FOF_SERVICE&x=a+b&bad=%";
  assert.equal(queryValue(query, "lastDirtyTimestamp"), "17");
  assert.equal(queryValue(query, "value"), "OUT_OF_SERVICE");
  assert.equal(queryValue(query, "x"), "a b");
  assert.equal(queryValue(query, "val"), undefined);
  assert.equal(queryValue(query, "bad"), undefined);
  assert.equal(queryValue("", "x"), undefined);
});
