import assert from "node:assert/strict";
import type { AppManifest, ScalingPlan } from "@netops/core/contracts";
import { PLATFORM_ROOT } from "./entries.ts";
import { conductorConfig } from "./conductor_config.ts";

const PLAN: ScalingPlan = {
  ...{ metric: "rps", target: 50, minReplicas: 1, maxReplicas: 4 },
  ...{ scaleOutCooldownMs: 15_000, scaleInWindowMs: 60_000 },
};

function configWith(environment: Record<string, string>, services: Partial<AppManifest>[] = []) {
  return conductorConfig({
    readEnvironment: () => environment,
    findProgram: (name, searchPath, dir) =>
      name === "none" ? undefined : [searchPath, dir, name].join("|"),
  }, {
    ...{ baseEnv: { PATH: "/opt/bin", TOKEN: "s" }, projectDir: "/project" },
    services: services as AppManifest[],
  });
}

Deno.test("the conductor hears the user's environment, and where netops and k6 are", () => {
  const netops = `${PLATFORM_ROOT}/netops`;
  assert.deepEqual(configWith({}), {
    env: { PATH: "/opt/bin", TOKEN: "s" },
    programs: { netops, k6: "/opt/bin|/project|k6" },
  });
  assert.deepEqual(configWith({ NETOPS_K6: "/my/k6" })["programs"], {
    ...{ netops, k6: "/opt/bin|/project|/my/k6" },
  });
  assert.deepEqual(configWith({ NETOPS_K6: "none" })["programs"], { netops });
});

Deno.test("it hears of those apps only that are scaled", () => {
  const config = configWith({}, [{ app: "hello", scaling: PLAN }, { app: "shop" }]);
  assert.deepEqual(config["scaling"], { hello: PLAN });
  assert.ok(!("scaling" in configWith({}, [{ app: "shop" }])));
});
