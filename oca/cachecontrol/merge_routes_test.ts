import assert from "node:assert/strict";
import type { OcaRoute } from "@netops/core/contracts";
import { effectiveRoutes, prefixRows, type RouteChange } from "./merge_routes.ts";
import { normalizePrefix } from "./normalize_prefix.ts";

const route = (prefix: string, more: Partial<OcaRoute> = {}): OcaRoute => ({
  ...{ prefix, attachment: "embedded", asPathLength: 1, med: 0 },
  ...more,
});
const report = { oca: "o1", routes: [route("10.0.0.0/8"), route("11.0.0.0/8")] };

Deno.test("routes are those reported, with those added and without those withdrawn", () => {
  const changes: RouteChange[] = [
    { kind: "withdrawn", oca: "o1", prefix: "10.0.0.0/8" },
    { kind: "added", oca: "o1", route: route("12.0.0.0/8", { med: 5 }) },
    { kind: "added", oca: "o1", route: route("11.0.0.0/8", { attachment: "transit" }) },
    { kind: "withdrawn", oca: "o2", prefix: "11.0.0.0/8" },
    { kind: "withdrawn", oca: "o1", prefix: "13.0.0.0/8" },
  ];
  assert.deepEqual(effectiveRoutes(report, changes), [
    route("11.0.0.0/8", { attachment: "transit" }),
    route("12.0.0.0/8", { med: 5 }),
  ]);
  assert.deepEqual(prefixRows(report, changes).map(({ prefix, source }) => [prefix, source]), [
    ["10.0.0.0/8", "withdrawn"],
    ["11.0.0.0/8", "added"],
    ["12.0.0.0/8", "added"],
  ]);
  assert.deepEqual(effectiveRoutes(report, []), report.routes);
});

Deno.test("normalizePrefix() writes every prefix in one form and takes nothing else", () => {
  assert.equal(normalizePrefix("127.10.3.4/16"), "127.10.0.0/16");
  assert.equal(normalizePrefix(" 127.10.3.4 "), "127.10.3.4/32");
  assert.equal(normalizePrefix("0.0.0.0/0"), "0.0.0.0/0");
  assert.equal(normalizePrefix("FD00:1::5/32"), "fd00:1::/32");
  assert.equal(normalizePrefix("::1"), "::1/128");
  const odd = ["", "/8", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "10.0.0.0/8/8", "10.1/16"];
  odd.push("010.0.0.0/8", "10.0.0.256/8", "fd00::/129", "fd00::g/8", "localhost", "1.2.3.4/a");
  for (const text of odd) assert.equal(normalizePrefix(text), undefined, text);
});
