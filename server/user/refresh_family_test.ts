import assert from "node:assert/strict";
import fc from "fast-check";
import {
  beginFamily,
  MOST_HEADS,
  presentToken,
  REFRESH_RULES,
  type RefreshFamily,
} from "./refresh_family.ts";

const RULES = { graceMs: 5_000, idleMs: 100_000, longestMs: 1_000_000 };
const BEGIN = beginFamily({ id: "f", account: "a" }, { hash: "t0", nowMs: 0 });

/** A token that is shown at a time, as `hash@ms`. */
function show(family: RefreshFamily, shown: string, nextHash = `${shown}+`) {
  const [hash = "", nowMs] = shown.split("@");
  return presentToken(family, { hash, nextHash, nowMs: Number(nowMs) }, RULES);
}

function familyAfter(family: RefreshFamily, shown: string, nextHash: string): RefreshFamily {
  const outcome = show(family, shown, nextHash);
  assert.ok(outcome.kind === "rotated" || outcome.kind === "retried", outcome.kind);
  return outcome.family;
}

Deno.test("a head is used up: the next token is the only one that goes on", () => {
  const family = familyAfter(BEGIN, "t0@10", "t1");
  assert.deepEqual(family.heads, ["t1"]);
  assert.equal(show(family, "t1@20").kind, "rotated");
});

Deno.test("a used token that comes again after the grace ends the family", () => {
  const family = familyAfter(BEGIN, "t0@0", "t1");
  assert.equal(show(family, `t0@${RULES.graceMs}`).kind, "retried");
  assert.equal(show(family, `t0@${RULES.graceMs + 1}`).kind, "reused");
});

Deno.test("a token from before the last one is never forgiven, not even within the grace", () => {
  const family = familyAfter(familyAfter(BEGIN, "t0@0", "t1"), "t1@1", "t2");
  assert.equal(show(family, "t0@2").kind, "reused");
  assert.equal(show(family, "never-seen@2").kind, "reused");
});

Deno.test("a client that did not hear the answer goes on with the second one", () => {
  const retried = familyAfter(familyAfter(BEGIN, "t0@0", "lost"), "t0@100", "heard");
  const gone = familyAfter(retried, "heard@2000", "t2");
  assert.deepEqual(gone.heads, ["t2"]);
});

Deno.test("of the tokens of one retry only one goes on: the other ends the family", () => {
  const retried = familyAfter(familyAfter(BEGIN, "t0@0", "first"), "t0@100", "second");
  for (const [used, other] of [["first", "second"], ["second", "first"]] as const) {
    const gone = familyAfter(retried, `${used}@200`, "t2");
    assert.equal(show(gone, `${other}@${201}`).kind, "reused");
  }
});

Deno.test("retries are forgiven a few times only", () => {
  let family = familyAfter(BEGIN, "t0@0", "h0");
  for (let n = 1; n < MOST_HEADS; n++) family = familyAfter(family, `t0@${n}`, `h${n}`);
  assert.equal(show(family, `t0@${MOST_HEADS}`).kind, "reused");
});

Deno.test("a family ends when it was not used for long, and at its longest however much it was used", () => {
  assert.equal(show(BEGIN, `t0@${RULES.idleMs - 1}`).kind, "rotated");
  assert.equal(show(BEGIN, `t0@${RULES.idleMs}`).kind, "expired");
  let family = BEGIN;
  let nowMs = 0;
  let hash = "t0";
  while (nowMs + RULES.idleMs / 2 < RULES.longestMs) {
    nowMs += RULES.idleMs / 2;
    family = familyAfter(family, `${hash}@${nowMs}`, `t${nowMs}`);
    hash = `t${nowMs}`;
  }
  assert.equal(show(family, `${hash}@${RULES.longestMs}`).kind, "expired");
});

/** An honest client and a thief who copied one of its tokens, each using what it holds at some times. */
Deno.test("a thief and the owner never both go on: sooner or later the family ends", () => {
  const turn = fc.record({
    who: fc.constantFrom("owner", "thief"),
    afterMs: fc.integer({ min: 0, max: 10_000 }),
  });
  const turns = fc.array(turn, { minLength: 1, maxLength: 30 });
  fc.assert(fc.property(turns, (drawn) => {
    let family: RefreshFamily | undefined = BEGIN;
    let nowMs = 0;
    const holds = { owner: "t0", thief: "t0" };
    const went = { owner: 0, thief: 0 };
    for (const [index, { who, afterMs }] of drawn.entries()) {
      nowMs += afterMs;
      const outcome = presentToken(family, {
        ...{ hash: holds[who], nextHash: `n${index}`, nowMs },
      }, { ...RULES, idleMs: Infinity, longestMs: Infinity });
      if (outcome.kind === "reused" || outcome.kind === "expired") return;
      family = outcome.family;
      holds[who] = `n${index}`;
      went[who]++;
    }
    // While the family lives, one of them has used at most the stolen token itself.
    assert.ok(Math.min(went.owner, went.thief) <= 1, JSON.stringify(went));
  }));
});

Deno.test("the rules forgive seconds, not minutes", () => {
  assert.ok(REFRESH_RULES.graceMs >= 1_000 && REFRESH_RULES.graceMs <= 10_000);
});
