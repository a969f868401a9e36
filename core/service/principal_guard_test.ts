import assert from "node:assert/strict";
import { PRINCIPAL_HEADER, PrincipalSeal } from "../nouns/principal.ts";
import { requirePrincipal } from "./principal_guard.ts";

Deno.test("requirePrincipal() takes what this run sealed, and nothing else", () => {
  const seal = new PrincipalSeal("token");
  const principal = { account: "a1", country: "DE" };
  const headers = new Headers({ [PRINCIPAL_HEADER]: seal.seal(principal) });
  assert.deepEqual(requirePrincipal(headers, new PrincipalSeal("token")), principal);
  const unsigned = { code: "UNAUTHENTICATED" };
  assert.throws(() => requirePrincipal(new Headers(), seal), unsigned);
  assert.throws(() => requirePrincipal(headers, new PrincipalSeal("other")), unsigned);
});
