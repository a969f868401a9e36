import assert from "node:assert/strict";
import type { OfferedOca } from "@netops/core/contracts";
import { explainReasons, whyBefore } from "./oca_reasons.ts";

function oca(id: string, ...reasons: string[]): OfferedOca {
  return { id, rank: 1, hlsUrl: "", dashUrl: "", site: "", isp: "", reasons };
}

const NEAR = oca("near", "longest prefix 127.0.0.0/16 (16 bits)", "embedded in isp-a", "MED 0");
const PEER = oca("peer", "longest prefix 127.0.0.0/16 (16 bits)", "public peering at ix", "MED 10");
const FAR = oca("far", "longest prefix 127.0.0.0/8 (8 bits)", "transit by isp-b", "MED 50");

Deno.test("each OCA says the first thing in which it beats the next", () => {
  assert.equal(whyBefore(NEAR, PEER), "Before peer: embedded in isp-a, not public peering at ix");
  assert.match(
    whyBefore(PEER, FAR) ?? "",
    /127\.0\.0\.0\/16 .* not longest prefix 127\.0\.0\.0\/8/,
  );
  assert.match(whyBefore(NEAR, { ...NEAR, id: "twin" }) ?? "", /As near as twin/);
  assert.equal(whyBefore(FAR, undefined), undefined);
});

Deno.test("a reason that says nothing is left out, a figure is explained", () => {
  assert.deepEqual(explainReasons(NEAR).map(({ text }) => text), NEAR.reasons.slice(0, 2));
  const [, , med] = explainReasons(PEER);
  assert.deepEqual(med, { text: "MED 10", meaning: "its network's own order, less is better" });
  assert.deepEqual(explainReasons(oca("odd", "load 4 %")), [{ text: "load 4 %" }]);
});
