import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type Account,
  addProfile,
  changeProfile,
  createAccount,
  describeAccount,
  issuedAtS,
  MOST_PROFILES,
  removeProfile,
  voidTokens,
} from "./account.ts";

const FACTS = {
  id: "a1",
  profileId: "p0",
  email: "ada@example.test",
  country: "DE",
  plan: "standard",
  passwordHash: "s3cret",
  createdAtMs: 1_000,
} as const;

const profileOf = (id: string) => ({ id, name: `Name ${id}`, language: "de", kids: false });

function hasCode(code: string): (thrown: unknown) => boolean {
  return (thrown) => thrown instanceof Error && "code" in thrown && thrown.code === code;
}

Deno.test("createAccount() makes one profile, named like the mailbox", () => {
  const { profiles } = createAccount(FACTS);
  assert.deepEqual(profiles, [{ id: "p0", name: "ada", language: "en", kids: false }]);
});

Deno.test("describeAccount() keeps the password's hash to itself", () => {
  const view = describeAccount(createAccount(FACTS));
  assert.ok(!JSON.stringify(view).includes("s3cret"));
  assert.equal(view.account, "a1");
});

Deno.test("whatever is done to profiles, there are one to five, each with an id of its own", () => {
  const step = fc.record({
    kind: fc.constantFrom("add", "change", "remove"),
    id: fc.constantFrom("p0", "p1", "p2", "p3", "p4", "p5", "p6"),
  });
  fc.assert(fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
    let account: Account = createAccount(FACTS);
    for (const { kind, id } of steps) {
      const has = account.profiles.some((profile) => profile.id === id);
      if (kind === "add" && has) continue;
      try {
        if (kind === "add") account = addProfile(account, profileOf(id));
        if (kind === "change") {
          account = changeProfile(account, id, { ...profileOf(id), kids: true });
        }
        if (kind === "remove") account = removeProfile(account, id);
      } catch (thrown) {
        const isFull = account.profiles.length === MOST_PROFILES && kind === "add";
        const isLast = account.profiles.length === 1 && kind === "remove" && has;
        assert.ok(hasCode(isFull || isLast ? "CONFLICT" : "NOT_FOUND")(thrown), String(thrown));
      }
      const ids = account.profiles.map((profile) => profile.id);
      assert.equal(new Set(ids).size, ids.length);
      assert.ok(ids.length >= 1 && ids.length <= MOST_PROFILES);
    }
  }));
});

Deno.test("changeProfile() changes that one and no other", () => {
  const two = addProfile(createAccount(FACTS), profileOf("p1"));
  const changed = changeProfile(two, "p1", { name: "Kid", language: "fr", kids: true });
  assert.deepEqual(changed.profiles, [
    two.profiles[0],
    { id: "p1", name: "Kid", language: "fr", kids: true },
  ]);
  assert.throws(() => changeProfile(two, "p9", profileOf("p9")), hasCode("NOT_FOUND"));
});

Deno.test("a revocation makes void what was issued until now, and nothing that is issued later", () => {
  const times = fc.array(fc.integer({ min: 0, max: 5_000 }), { minLength: 2, maxLength: 20 });
  fc.assert(fc.property(times, fc.nat(19), (offsets, at) => {
    const sorted = offsets.map((offset) => 1_700_000_000_000 + offset).sort((a, b) => a - b);
    const revokedAt = at % sorted.length;
    let account = createAccount(FACTS);
    const issued: { readonly isBefore: boolean; readonly iat: number }[] = [];
    sorted.forEach((nowMs, index) => {
      issued.push({ isBefore: index <= revokedAt, iat: issuedAtS(account, nowMs) });
      if (index === revokedAt) account = voidTokens(account, nowMs);
    });
    for (const { isBefore, iat } of issued) assert.equal(iat < account.notBeforeS, isBefore);
  }));
});
