import { lintText, planExperiment, readExperiment } from "@netops/chaos/experiment";
import type { NetopsError } from "@netops/core";
import assert from "node:assert/strict";
import { experimentText } from "./experiment_text.ts";
import { appsToTry } from "./guess_app.ts";
import { refuseUnfit } from "./refuse_unfit.ts";
import { LINT_WORLD } from "./refuse_mistakes.ts";

const WISHES = { app: "shop", fault: "latency", durationMs: 2_500, path: "/cart", status: 204 };

Deno.test("a new experiment is fine, and plans what was wished for", () => {
  const text = experimentText(WISHES);
  assert.deepEqual(lintText(text, "x.yaml", LINT_WORLD), []);
  const plan = planExperiment(readExperiment(text, "x.yaml"), { seed: "1" });
  const fault = plan.steps.find((step) => step.fault !== undefined)?.fault;
  assert.deepEqual([fault?.kind, fault?.durationMs], ["latency", 2_500]);
  assert.match(text, /^ {2}app: "shop"$/m);
  assert.match(text, /tolerance: 204\n[\s\S]*url: "\$\{gateway\}\/\$\{app\}\/cart"/);
});

Deno.test("words of strangers stay values in a new experiment", () => {
  const app = 'a: [b] "c" # d';
  const text = experimentText({ ...WISHES, app, path: '/x"\n- y' });
  assert.deepEqual(lintText(text, "x.yaml", LINT_WORLD), []);
  const value = readExperiment(text, "x.yaml").value as { configuration: { app: string } };
  assert.equal(value.configuration.app, app);
});

Deno.test("the user's service with most instances is tried first, and nothing of the ground", () => {
  const tiers = { shop: "service", till: "service", catalog: "platform", kv: "ground" } as const;
  const counts = { shop: 1, till: 3, catalog: 5, kv: 1 };
  const boot = { apps: Object.entries(tiers).map(([app, tier]) => ({ app, tier })) };
  const instances = Object.entries(counts).flatMap(([app, count]) =>
    Array.from({ length: count }, () => ({ app, status: "UP" as const }))
  );
  const sight = { boot, instances, routes: { routes: [] } } as never;
  assert.deepEqual(appsToTry(sight), ["till", "shop", "catalog"]);
});

Deno.test("a new experiment that could never do anything is refused", () => {
  const any = { kind: "latency", appliesTo: "any", targets: ["app"] } as const;
  const own = { ...any, kind: "kv-fail", appliesTo: "builtin" } as const;
  const here = [{ app: "shop" }, { app: "catalog", adminUrl: "http://127.0.0.1:5" }];
  const codeOf = (...given: Parameters<typeof refuseUnfit>) => {
    try {
      refuseUnfit(...given);
      return "fits";
    } catch (error) {
      return (error as NetopsError).code;
    }
  };
  assert.equal(codeOf(any, "shop", here), "fits");
  assert.equal(codeOf(any, "nosuch", here), "NOT_FOUND");
  assert.equal(codeOf(any, "nosuch", undefined), "fits");
  assert.equal(codeOf(own, "shop", here), "REFUSED");
  assert.equal(codeOf({ ...own, carriedBy: "gateways" }, "shop", here), "fits");
  assert.equal(codeOf(own, "catalog", here), "fits");
  assert.equal(codeOf({ ...any, targets: ["zone"] }, "shop", undefined), "USAGE");
});
