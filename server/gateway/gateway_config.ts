/** What the gateway can be told; every field has a default. */
export interface GatewayConfig {
  /** Share the public and the internal ports with other gateways. */
  readonly shared: boolean;
  /** Origins of other pages that may call through the gateway. */
  readonly allowOrigins: readonly string[];
  /** Route to instances in the registry that this run did not start. */
  readonly allowStrangers: boolean;
  /** How many gateways share the traffic, and so each route's limit. */
  readonly gateways: number;
  /** The most bytes of a request body. */
  readonly maxBodyBytes: number;
  /** The most bytes of all header fields of a request. */
  readonly maxHeaderBytes: number;
  /** The longest time without a byte of a request body, in ms. */
  readonly bodyProgressTimeoutMs: number;
  /** The longest time until the first byte of an answer, in ms. */
  readonly firstByteTimeoutMs: number;
  /** The longest silence inside a streamed answer, in ms. */
  readonly streamIdleTimeoutMs: number;
}

/** The defaults: signed instances only, 16 MiB bodies, 32 KiB heads, 10 s, 30 s, 5 min. */
export const GATEWAY_DEFAULTS: GatewayConfig = {
  shared: false,
  allowOrigins: [],
  allowStrangers: false,
  gateways: 1,
  maxBodyBytes: 16 * 1024 * 1024,
  maxHeaderBytes: 32 * 1024,
  bodyProgressTimeoutMs: 10_000,
  firstByteTimeoutMs: 30_000,
  streamIdleTimeoutMs: 300_000,
};

/**
 * Reads the config of a boot document: a value of another type than the default's keeps the default.
 *
 * The sender is our own parent, so this is hand-checked and zod stays off the start-up path.
 */
export function readGatewayConfig(config: Readonly<Record<string, unknown>>): GatewayConfig {
  const number = (name: NumberName) => {
    const value = config[name];
    return typeof value === "number" && value > 0 ? value : GATEWAY_DEFAULTS[name];
  };
  const { allowOrigins } = config;
  return {
    shared: config["shared"] === true,
    allowOrigins: Array.isArray(allowOrigins)
      ? allowOrigins.filter((origin) => typeof origin === "string")
      : GATEWAY_DEFAULTS.allowOrigins,
    allowStrangers: config["allowStrangers"] === true,
    gateways: number("gateways"),
    maxBodyBytes: number("maxBodyBytes"),
    maxHeaderBytes: number("maxHeaderBytes"),
    bodyProgressTimeoutMs: number("bodyProgressTimeoutMs"),
    firstByteTimeoutMs: number("firstByteTimeoutMs"),
    streamIdleTimeoutMs: number("streamIdleTimeoutMs"),
  };
}

type NumberName = Exclude<keyof GatewayConfig, "shared" | "allowOrigins" | "allowStrangers">;
