import assert from "node:assert/strict";
import { GATEWAY_DEFAULTS, readGatewayConfig } from "./gateway_config.ts";

Deno.test("readGatewayConfig() keeps the defaults for what is missing or of another type", () => {
  assert.deepEqual(readGatewayConfig({}), GATEWAY_DEFAULTS);
  assert.deepEqual(
    readGatewayConfig({
      shared: "yes",
      maxBodyBytes: "1",
      allowOrigins: "x",
      maxHeaderBytes: -1,
      allowStrangers: 1,
      gateways: 0,
    }),
    GATEWAY_DEFAULTS,
  );
});

Deno.test("readGatewayConfig() takes every field", () => {
  const config = {
    shared: true,
    allowOrigins: ["http://localhost:3000"],
    allowStrangers: true,
    gateways: 3,
    maxBodyBytes: 1,
    maxHeaderBytes: 2,
    bodyProgressTimeoutMs: 3,
    firstByteTimeoutMs: 4,
    streamIdleTimeoutMs: 5,
  };
  assert.deepEqual(readGatewayConfig(config), config);
});
