import assert from "node:assert/strict";
import fc from "fast-check";
import { type CarriedFault, FaultContextSeal } from "./fault_context.ts";

const seal = new FaultContextSeal("token");
const fault = (changes: Partial<CarriedFault> = {}): CarriedFault => ({
  ...{ id: "f", kind: "latency", untilMs: 2_000, at: { point: "server", app: "shop" } },
  effect: { type: "abort", status: 503 },
  ...changes,
});

Deno.test("what was sealed is read again, whatever characters stand in it, and fits into a header", () => {
  const odd = fault({ effect: { type: "content-type", contentType: 'tëxt/"\u2028😀' } });
  const tag = seal.seal([fault(), odd]);
  assert.deepEqual(seal.open(tag?.value ?? "", 1_000), { kind: "faults", faults: [fault(), odd] });
  assert.equal(new Headers({ x: tag?.value ?? "" }).get("x"), tag?.value);
});

Deno.test("a value that is changed anywhere, or sealed with another token, is forged", () => {
  const { value } = seal.seal([fault()])!;
  fc.assert(fc.property(fc.nat(value.length - 1), fc.constantFrom("0", "x", "}"), (at, char) => {
    fc.pre(value[at] !== char);
    const changed = value.slice(0, at) + char + value.slice(at + 1);
    const opened = seal.open(changed, 1_000);
    assert.deepEqual(opened, { kind: "refused", reason: "forged" });
  }));
  for (const other of [new FaultContextSeal("other").seal([fault()])!.value, "", "abort", "[]"]) {
    assert.deepEqual(seal.open(other, 1_000), { kind: "refused", reason: "forged" });
  }
});

Deno.test("each fault expires by itself, and a context with all of them", () => {
  const { value } = seal.seal([fault({ untilMs: 1_500 }), fault({ id: "g" })])!;
  const ids = (nowMs: number) => {
    const opened = seal.open(value, nowMs);
    return opened.kind === "faults" ? opened.faults.map(({ id }) => id) : opened.reason;
  };
  assert.deepEqual(ids(1_499), ["f", "g"]);
  assert.deepEqual(ids(1_500), ["g"]);
  assert.deepEqual(ids(2_000), "expired");
});

Deno.test("a context has a size, and holds the first faults that have room", () => {
  const many = Array.from({ length: 100 }, (_, n) => fault({ id: `f-${n}` }));
  const tag = seal.seal(many)!;
  assert.ok(tag.value.length <= 4_096);
  assert.ok(tag.sealed.length > 10 && tag.sealed.length < 100, `${tag.sealed.length}`);
  assert.deepEqual(tag.sealed, many.slice(0, tag.sealed.length));
  assert.equal(seal.open(tag.value, 1_000).kind, "faults");
  const large = `${tag.value}${" ".repeat(4_097)}`;
  assert.deepEqual(seal.open(large, 1_000), { kind: "refused", reason: "oversized" });
  assert.equal(seal.seal([]), undefined);
});
