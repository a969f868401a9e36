import assert from "node:assert/strict";
import { PrincipalSeal } from "./principal.ts";

const principal = { account: "a1b2", country: "DE" };

Deno.test("open() gives back what seal() of the same run made", () => {
  const value = new PrincipalSeal("token").seal(principal);
  const other = new PrincipalSeal("token");
  assert.deepEqual(other.open(value), principal);
  assert.deepEqual(other.open(value), principal);
});

Deno.test("open() takes nothing that another run sealed, or that was changed", () => {
  const seal = new PrincipalSeal("token");
  const value = seal.seal(principal);
  assert.equal(new PrincipalSeal("other").open(value), undefined);
  const odd = [
    null,
    undefined,
    "",
    "a1b2.DE",
    "a1b2.DE.",
    value.replace("a1b2", "a1b3"),
    `${value}0`,
    `${value}.`,
    `${value}.more`,
  ];
  for (const forged of odd) assert.equal(seal.open(forged), undefined);
  assert.equal(seal.open(value.replace(".DE.", ".US.")), undefined);
});

Deno.test("seal() keeps what it made within bounds", () => {
  const seal = new PrincipalSeal("token");
  for (let at = 0; at < 10_050; at++) seal.seal({ account: `a${at}`, country: "DE" });
  assert.deepEqual(seal.open(seal.seal({ account: "a0", country: "DE" })), {
    account: "a0",
    country: "DE",
  });
});
