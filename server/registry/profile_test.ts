import { NetopsError } from "@netops/core";
import assert from "node:assert/strict";
import { readProfile } from "./profile.ts";

Deno.test("readProfile() takes local unless said otherwise", () => {
  const profile = readProfile({});
  assert.equal(profile.name, "local");
  assert.equal(profile.leaseDurationMs, 6_000);
  assert.equal(profile.evictionIntervalMs, 500);
  assert.equal(profile.renewalQuirk, false);
});

Deno.test("readProfile() knows the stock server's times", () => {
  const profile = readProfile({ profile: "stock" });
  assert.equal(profile.renewIntervalMs, 30_000);
  assert.equal(profile.leaseDurationMs, 90_000);
  assert.equal(profile.evictionIntervalMs, 60_000);
  assert.equal(profile.deltaRetentionMs, 180_000);
  assert.equal(profile.renewalQuirk, true);
});

Deno.test("readProfile() lets the quirk and self-preservation be switched", () => {
  const profile = readProfile({
    profile: "stock",
    renewalQuirk: false,
    selfPreservation: false,
  });
  assert.equal(profile.renewalQuirk, false);
  assert.equal(profile.selfPreservation.enabled, false);
});

Deno.test("readProfile() refuses what it does not know", () => {
  for (const config of [{ profile: "fast" }, { renewalQuirk: "yes" }, { profil: "local" }]) {
    assert.throws(
      () => readProfile(config),
      (thrown) => thrown instanceof NetopsError && thrown.code === "CONFIG_INVALID",
    );
  }
});
