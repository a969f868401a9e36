import assert from "node:assert/strict";
import fc from "fast-check";
import { readInstance, readStatus } from "./instance_info.ts";
import { instanceBody, makeInstance, START_MS } from "./testing.ts";

const defaults = { nowMs: START_MS, renewalIntervalSeconds: 2, durationSeconds: 6 };

Deno.test("readInstance() takes ports as objects, numbers and text", () => {
  assert.deepEqual(makeInstance({ port: 8080 }).port, { number: 8080, enabled: true });
  assert.deepEqual(makeInstance({ port: "8080" }).port, { number: 8080, enabled: true });
  assert.deepEqual(makeInstance({ port: { $: "8080", "@enabled": false } }).port, {
    number: 8080,
    enabled: false,
  });
  assert.deepEqual(makeInstance({ port: undefined }).port, { number: 7001, enabled: true });
  assert.deepEqual(makeInstance({ securePort: undefined }).securePort, {
    number: 7002,
    enabled: false,
  });
});

Deno.test("readInstance() refuses ports that are none", () => {
  for (const port of [70_000, -1, 1.5, "x", {}]) {
    const reading = readInstance(instanceBody({ port }), defaults);
    assert.deepEqual(reading, { ok: false, reason: "Invalid port" });
  }
});

Deno.test("readInstance() fills in what eureka-js-client leaves out", () => {
  const instance = makeInstance({
    instanceId: undefined,
    status: undefined,
    lastDirtyTimestamp: undefined,
    leaseInfo: undefined,
    dataCenterInfo: { name: "MyOwn" },
  });
  assert.equal(instance.instanceId, "h1");
  assert.equal(instance.status, "UP");
  assert.equal(instance.lastDirtyAtMs, START_MS);
  assert.equal(instance.durationSeconds, 6);
  assert.equal(
    instance.dataCenterInfo.className,
    "com.netflix.appinfo.InstanceInfo$DefaultDataCenterInfo",
  );
});

Deno.test("readInstance() takes Amazon's instance id when there is no other", () => {
  const dataCenterInfo = { name: "Amazon", metadata: { "instance-id": "i-1" } };
  const instance = makeInstance({ instanceId: undefined, dataCenterInfo });
  assert.equal(instance.instanceId, "i-1");
  assert.equal(instance.dataCenterInfo.className, "com.netflix.appinfo.AmazonInfo");
});

Deno.test("readInstance() names what is missing as the stock server does", () => {
  const cases: [Record<string, unknown>, string][] = [
    [{ instanceId: undefined, hostName: undefined }, "Missing instanceId"],
    [{ hostName: " " }, "Missing hostname"],
    [{ ipAddr: undefined }, "Missing ip address"],
    [{ app: undefined }, "Missing appName"],
    [{ dataCenterInfo: undefined }, "Missing dataCenterInfo"],
    [{ dataCenterInfo: {} }, "Missing dataCenterInfo Name"],
  ];
  for (const [overrides, reason] of cases) {
    assert.deepEqual(readInstance(instanceBody(overrides), defaults), { ok: false, reason });
  }
});

Deno.test("readInstance() drops the class of a map and keeps texts, numbers and booleans", () => {
  const metadata = { "@class": "java.util.Collections$EmptyMap", a: "b", n: 1, t: true, o: {} };
  assert.deepEqual(makeInstance({ metadata }).metadata, { a: "b", n: "1", t: "true" });
});

Deno.test("readInstance() takes both spellings of the overridden status", () => {
  assert.equal(makeInstance({ overriddenStatus: "DOWN" }).overriddenStatus, "DOWN");
  assert.equal(makeInstance({ overriddenstatus: "DOWN" }).overriddenStatus, "DOWN");
});

Deno.test("readStatus() reads what is no status as UNKNOWN", () => {
  assert.equal(readStatus("up"), "UP");
  assert.equal(readStatus("WEIRD"), "UNKNOWN");
  assert.equal(readStatus(7), "UNKNOWN");
});

Deno.test("readInstance() never throws, whatever JSON comes", () => {
  fc.assert(fc.property(fc.jsonValue(), (body) => {
    readInstance(body, defaults);
    readInstance({ instance: body }, defaults);
  }));
  const field = fc.constantFrom(...Object.keys(instanceBody().instance));
  fc.assert(fc.property(field, fc.jsonValue(), (name, value) => {
    readInstance(instanceBody({ [name]: value }), defaults);
  }));
});
