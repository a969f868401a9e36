import assert from "node:assert/strict";
import { NETOPS_RELEASE } from "@netops/core";
import type { GroupRequest, PlannedApp } from "@netops/core/contracts";
import { versionOf } from "../artifact/mod.ts";
import { groupOf, manifestOf } from "./fleet_fixture.ts";
import { findVersion, type VersionSources } from "./group_version.ts";
import type { GroupRow } from "./group_row.ts";
import type { Group } from "./model.ts";

const HASH = "a".repeat(40);
const HELLO = manifestOf({ env: { GREETING: "now" } });

function ownGroup(app: string, change: Partial<PlannedApp> = {}): Group {
  const platform = { app, individuals: [], placement: "zones", ...change } as unknown as PlannedApp;
  const manifest = manifestOf({ app, tier: "platform" });
  return groupOf({
    name: `${app}-v000`,
    cluster: app,
    version: NETOPS_RELEASE,
    manifest,
    platform,
  });
}

function find(request: Partial<GroupRequest>, change: Partial<VersionSources> = {}) {
  const sources: VersionSources = {
    groups: [groupOf({ dir: "/store/running", version: "run1" })],
    services: [HELLO],
    artifactsDir: "/store",
    findRow: () => undefined,
    isRouted: () => true,
    isFolder: (path) => path === `/store/${HASH}`,
    ...change,
  };
  const source = { kind: "artifact", hash: HASH } as const;
  return findVersion({ key: "k", app: "hello", source, replicas: 1, ...request }, sources);
}

const fromGroup = (name: string) => ({ source: { kind: "group", name } as const });

Deno.test("an artifact runs as the app is configured now", () => {
  assert.deepEqual(find({}), {
    ...{ version: versionOf(HASH, HELLO), manifest: HELLO, dir: `/store/${HASH}` },
  });
});

Deno.test("the version of a group is what it runs, and was run with when it is gone", () => {
  const living = find(fromGroup("hello-v000"));
  assert.deepEqual([living.version, living.dir], ["run1", "/store/running"]);
  const manifest = manifestOf({ env: { GREETING: "then" } });
  const row: GroupRow = {
    ...{
      name: "hello-v007",
      app: "hello",
      version: "v7",
      createdAtMs: 1,
      artifact: HASH,
      manifest,
    },
  };
  const gone = find(fromGroup("hello-v007"), { findRow: () => row });
  assert.deepEqual(gone, { version: "v7", manifest, dir: `/store/${HASH}` });
});

Deno.test("what cannot be had is said with the reason", () => {
  const row = { name: "hello-v007", app: "hello", version: "v7", createdAtMs: 1 };
  const whole = { ...row, artifact: "b".repeat(40), manifest: HELLO };
  const cases: [Partial<GroupRequest>, Partial<VersionSources>, RegExp][] = [
    [{ source: { kind: "artifact", hash: "b".repeat(40) } }, {}, /the artifact "b+" of hello/],
    [{ source: { kind: "artifact", hash: "../etc" } }, { isFolder: () => true }, /the artifact/],
    [fromGroup("hello-v007"), {}, /there never was such a group/],
    [fromGroup("hello-v007"), { findRow: () => row }, /an older release ran it/],
    [fromGroup("hello-v007"), { findRow: () => whole }, /its artifact was removed since/],
    [fromGroup("b-v000"), { findRow: () => ({ ...whole, app: "b" }) }, /it is of b/],
    [fromGroup("counter-v000"), { groups: [ownGroup("counter")] }, /it is of counter/],
    [{ app: "nobody" }, {}, /the app "nobody" in this platform/],
  ];
  for (const [request, sources, message] of cases) {
    assert.throws(() => find(request, sources), { code: "NOT_FOUND", message });
  }
});

Deno.test("an app of the platform is cloned from a group of it, also from one that is gone", () => {
  const own = ownGroup("counter");
  const app = { app: "counter" };
  const clone = find({ ...app, ...fromGroup("counter-v000") }, { groups: [own] });
  assert.deepEqual([clone.version, clone.cloned], [NETOPS_RELEASE, own]);
  const row = { name: "counter-v001", app: "counter", version: NETOPS_RELEASE, createdAtMs: 1 };
  const findGone = (change: Partial<GroupRow>) =>
    find({ ...app, ...fromGroup("counter-v001") }, {
      ...{ groups: [own], findRow: () => ({ ...row, ...change }) },
    });
  assert.deepEqual(findGone({}).cloned, own);
  for (const change of [{ version: "0.0.1" }, { app: "other" }]) {
    assert.throws(() => findGone(change), { code: "NOT_FOUND", message: /of this release/ });
  }
});

Deno.test("what has a fixed size, no route or no artifact is refused", () => {
  const refuse = (group: Group, message: RegExp, change: Partial<VersionSources> = {}) => {
    const { app } = group.manifest;
    const request = { app, ...fromGroup(group.name) };
    const refused = { code: "REFUSED", message };
    assert.throws(() => find(request, { groups: [group], ...change }), refused);
  };
  const one = { id: "c001" } as unknown as PlannedApp["individuals"][number];
  refuse(ownGroup("oca", { individuals: [one] }), /a name and a place of its own/);
  refuse(ownGroup("origin", { placement: "none" }), /its data has one owner/);
  const ground = { ...manifestOf({ app: "kv", tier: "ground" }) };
  refuse(groupOf({ name: "kv-v000", manifest: ground }), /the platform stands on it/);
  refuse(ownGroup("cachecontrol"), /no route leads to it/, { isRouted: () => false });
  assert.throws(() => find({ app: "counter" }, { groups: [ownGroup("counter")] }), {
    ...{ code: "REFUSED", message: /only clones of counter-v000/ },
  });
});
