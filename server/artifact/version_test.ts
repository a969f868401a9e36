import type { AppManifest } from "@netops/core/contracts";
import assert from "node:assert/strict";
import { versionOf } from "./version.ts";

const MANIFEST: AppManifest = {
  app: "shop",
  tier: "service",
  command: ["node", "server.mjs"],
  dir: "/srv/shop",
  exclude: [],
  env: { A: "1", B: "2" },
  port: undefined,
  replicas: 2,
  health: { kind: "http", path: "/health" },
  startTimeoutMs: 60_000,
  stopTimeoutMs: 10_000,
  dependsOn: ["price"],
  auth: "none",
  limit: undefined,
  metricsPath: undefined,
  optional: false,
};
const HASH = "0123456789abcdef0123456789abcdef01234567";

Deno.test("versionOf() is short, starts with the artifact and stays the same", () => {
  const version = versionOf(HASH, MANIFEST);
  assert.match(version, /^01234567-[0-9a-f]{8}$/);
  assert.equal(versionOf(HASH, { ...MANIFEST, env: { B: "2", A: "1" } }), version);
  assert.notEqual(versionOf("f".repeat(40), MANIFEST), version);
});

Deno.test("versionOf() changes with what an instance can feel", () => {
  const changes: Partial<AppManifest>[] = [
    { command: ["node", "other.mjs"] },
    { command: "node server.mjs" },
    { env: { A: "1" } },
    { port: 3000 },
    { health: { kind: "tcp" } },
    { metricsPath: "/metrics" },
    { dependsOn: [] },
  ];
  const versions = changes.map((change) => versionOf(HASH, { ...MANIFEST, ...change }));
  assert.equal(new Set([...versions, versionOf(HASH, MANIFEST)]).size, changes.length + 1);
});

Deno.test("versionOf() stays when only the platform is concerned", () => {
  const version = versionOf(HASH, MANIFEST);
  const limit = { count: 1, perMs: 1000 };
  for (const change of [{ replicas: 5 }, { auth: "user" }, { limit }, { dir: "/x" }] as const) {
    assert.equal(versionOf(HASH, { ...MANIFEST, ...change }), version);
  }
});
