import assert from "node:assert/strict";
import { METRIC_KINDS, readMetricQuery } from "./metric_query.ts";
import { fillVariables, promqlDuration, strangeVariables } from "./query_variables.ts";

function read(query: unknown, templates: Record<string, unknown> = {}) {
  return readMetricQuery({ name: "m", query }, templates);
}

function refusal(query: unknown, templates: Record<string, unknown> = {}): string {
  const found = read(query, templates);
  return "refusal" in found ? `${found.refusal}; ${found.fix ?? ""}` : `taken: ${found.expr}`;
}

Deno.test("a query of ours is a gauge, or a counter where it says of what", () => {
  const rest = { ratio: NaN, plus: 0, isOptional: false };
  assert.deepEqual(read({ type: "netops", expr: "a" }), { kind: "gauge", expr: "a", ...rest });
  assert.deepEqual(read({ type: "prometheus", expr: "a", of: "b" }), {
    ...{ kind: "counter", expr: "a", of: "b", ...rest },
  });
  assert.deepEqual(
    read({ expr: "a", of: "b", kind: "ratio", plus: 1, optional: true }),
    {
      ...{
        kind: "ratio",
        expr: "a",
        of: "b",
        ratio: NaN,
        plus: 1,
        isOptional: true,
      },
    },
  );
});

Deno.test("every kind can be asked for, and quantile and slow have a ratio if nothing is said", () => {
  for (const kind of METRIC_KINDS) {
    const found = read({ expr: "a", kind, ...(kind === "ratio" ? { of: "b" } : {}) });
    assert.ok(!("refusal" in found), kind);
  }
  const ratio = (query: object) => {
    const found = read({ expr: "a", ...query });
    return "refusal" in found ? found.refusal : found.ratio;
  };
  assert.deepEqual([ratio({ kind: "quantile" }), ratio({ kind: "slow" })], [0.95, 0.05]);
  assert.equal(ratio({ kind: "quantile", ratio: 0.5 }), 0.5);
});

Deno.test("what would not mean what it seems to is refused, with what would", () => {
  assert.match(refusal(undefined), /it has no query; "query"/);
  assert.match(refusal({ type: "datadog", metricName: "a" }), /asks "datadog"/);
  assert.match(refusal({ expr: "a", knd: "gauge" }), /a query has no "knd"; use some of .*kind/);
  assert.match(refusal({ expr: "a", kind: "gague" }), /no kind "gague"; use one of gauge/);
  assert.match(refusal({ expr: " " }), /expr is no PromQL/);
  assert.match(refusal({ expr: "a", of: 5 }), /of is no PromQL/);
  assert.match(refusal({ expr: "a", kind: "ratio" }), /kind ratio needs "of"/);
  assert.match(refusal({ expr: "a", of: "b", kind: "growth" }), /kind growth has no "of"/);
  assert.match(refusal({ expr: "a", ratio: 0.5 }), /ratio is for quantile and slow/);
  assert.match(refusal({ expr: "a", kind: "quantile", ratio: 95 }), /above 0 and below 1/);
  assert.match(refusal({ expr: "a", plus: 1 }), /plus is for kind ratio/);
  assert.match(refusal({ expr: "a", optional: "yes" }), /true or false/);
  assert.match(
    refusal({ expr: 'a{x="$grop"}' }),
    /\$\{grop\} is nothing that is known here; use \$group/,
  );
});

Deno.test("Kayenta's queries of Prometheus mean what they mean there", () => {
  const expr = (query: unknown, templates: Record<string, unknown> = {}) => {
    const found = read({ type: "prometheus", ...query as object }, templates);
    return "refusal" in found ? `refused: ${found.refusal}` : found.expr;
  };
  const whole = 'PromQL:sum(rate(a{group="${scope}"}[5m]))';
  assert.equal(expr({ customInlineTemplate: whole }), 'sum(rate(a{group="${scope}"}[5m]))');
  assert.equal(
    expr({ customInlineTemplate: 'PromQL:a{g="$\\{scope}"}', metricName: "b" }),
    'a{g="${scope}"}',
  );
  assert.equal(
    expr({
      ...{ metricName: "a", customInlineTemplate: 'g="${scope}",z="eu"' },
      ...{ labelBindings: ['c="d"'], groupByFields: ["x", "y"], resourceType: "aws_ec2_instance" },
    }),
    'avg(a{g="${scope}",z="eu",c="d"}) by (x,y)',
  );
  assert.equal(
    expr({ customFilterTemplate: "t" }, { t: 'PromQL:a{g="${scope}"}' }),
    'a{g="${scope}"}',
  );
  assert.match(expr({ customFilterTemplate: "u" }, { t: "" }), /refused: there is no template "u"/);
  assert.match(expr({ customFilter: "x" }), /refused: customFilter is gone/);
  assert.match(expr({ metricName: "a" }), /nothing in it says which server group/);
  assert.match(
    expr({ metricName: "a", resourceType: "gce_instance" }),
    /"gce_instance" names machines/,
  );
  assert.match(expr({}), /neither expr, metricName nor customInlineTemplate/);
  assert.match(
    expr({ customInlineTemplate: "PromQL:a{z='${location}'}" }),
    /\$\{location\} is nothing/,
  );
});

Deno.test("variables stand for the group, the app and times; what ends a pattern is none", () => {
  const variables = { group: "shop--v002", app: "shop", step: "1s", window: "2s" };
  const fill = (text: string) => fillVariables(text, variables);
  assert.equal(
    fill('a{g="$group",s="${scope}",b="$app"}'),
    'a{g="shop--v002",s="shop--v002",b="shop"}',
  );
  assert.equal(fill("rate(a[$window:$step])"), "rate(a[2s:1s])");
  const pattern = `label_replace(a{c=~"^5..$"}, "x", "$1\${2}", "y", "(a|b$)")`;
  assert.equal(fill(pattern), pattern);
  assert.deepEqual(strangeVariables(pattern), []);
  assert.deepEqual(strangeVariables("a$windows ${step}"), ["windows"]);
  assert.deepEqual([promqlDuration(5_000), promqlDuration(1_500)], ["5s", "1500ms"]);
});
