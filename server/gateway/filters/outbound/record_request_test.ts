import assert from "node:assert/strict";
import type { ActiveSpan, SpanEnd } from "@netops/core";
import { MetricRegistry } from "@netops/core/service";
import { FakeTimer } from "@netops/core/testing";
import { AttemptsLog } from "../../attempts_log.ts";
import type { RequestContext } from "../../request_context.ts";
import { contextOf } from "../filter_fixture.ts";
import { recordRequest } from "./record_request.ts";

/** The attributes of the span of a request that came to an end. */
function attributesOf(status: number, more: Partial<RequestContext> = {}) {
  const { clock } = new FakeTimer();
  const attemptsLog = new AttemptsLog();
  const filter = recordRequest({ clock, attemptsLog, metrics: new MetricRegistry() });
  let ended: SpanEnd | undefined;
  const span = { context: {}, end: (end: SpanEnd) => void (ended = end) } as unknown as ActiveSpan;
  const context = Object.assign(contextOf("/shop/bad"), { span }, more);
  filter.run(context, status === 0 ? undefined : new Response(null, { status }));
  const { attributes } = ended ?? {};
  return typeof attributes === "function" ? attributes() : attributes;
}

const ROUTE = { key: "shop" } as NonNullable<RequestContext["route"]>;
const TARGET = { path: `/shop/${"x".repeat(300)}`, query: "" };

Deno.test("a span says by the names of OpenTelemetry what was asked for, and what came of it", () => {
  assert.deepEqual(attributesOf(500, { route: ROUTE, target: TARGET }), {
    "http.request.method": "GET",
    "http.response.status_code": 500,
    "http.route": "/shop",
    "url.path": TARGET.path.slice(0, 200),
  });
});

Deno.test("a span names no status that nobody got, and no route that there is not", () => {
  const attempts = [{ code: "cancelled" }] as unknown as RequestContext["attempts"];
  const left = attributesOf(504, { attempts, target: TARGET });
  assert.equal(left?.["error.type"], "cancelled");
  assert.equal(left?.["http.response.status_code"], undefined);
  assert.equal(left?.["http.route"], undefined);
  assert.equal(attributesOf(0)?.["http.response.status_code"], undefined);
});
