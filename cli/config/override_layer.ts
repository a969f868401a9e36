import type { ConfigLayer, ConfigPath } from "./config_layer.ts";
import type { ConfigPlace } from "./config_problem.ts";
import type { ConfigFlag } from "./loaded_config.ts";

/** The variables that set a key, and how their text is read. */
const VARIABLES: Readonly<Record<string, { readonly key: string; read(text: string): unknown }>> = {
  NETOPS_PLATFORM: { key: "platform", read: (text) => text },
  NETOPS_SEED: { key: "seed", read: (text) => text },
  NETOPS_PORTS_GATEWAY: { key: "ports.gateway", read: numberOrText },
  NETOPS_PORTS_OPS: { key: "ports.ops", read: numberOrText },
  NETOPS_PORTS_REGISTRY: { key: "ports.registry", read: numberOrText },
  NETOPS_PORTS_TELEMETRY: { key: "ports.telemetry", read: numberOrText },
  NETOPS_PORTS_TOXIPROXY: { key: "ports.toxiproxy", read: numberOrText },
  NETOPS_GATEWAY_INSTANCES: { key: "gateway.instances", read: numberOrText },
  NETOPS_GATEWAY_ALLOW_ORIGINS: { key: "gateway.allowOrigins", read: listOfWords },
  NETOPS_GATEWAY_ALLOW_STRANGERS: { key: "gateway.allowStrangers", read: flagOrText },
  NETOPS_TELEMETRY_FORWARD: { key: "telemetry.forward", read: (text) => text },
  NETOPS_TELEMETRY_RETENTION: { key: "telemetry.retention", read: (text) => text },
  NETOPS_KV_URL: { key: "kv.url", read: (text) => text },
  NETOPS_KV_TOKEN_FILE: { key: "kv.tokenFile", read: (text) => text },
};

/** The variables that `netops.yaml` keys can be set with. */
export const CONFIG_VARIABLES: readonly string[] = Object.keys(VARIABLES);

/** Makes the layer of the `NETOPS_*` variables that name a key; an empty one counts as not set. */
export function environmentLayer(environment: Readonly<Record<string, string>>): ConfigLayer {
  const flags = Object.entries(VARIABLES).flatMap(([source, { key, read }]): ConfigFlag[] => {
    const text = environment[source];
    return text === undefined || text === "" ? [] : [{ key, value: read(text), source }];
  });
  return flagLayer(flags);
}

/** Makes the layer of the options of the command line; a later one wins. */
export function flagLayer(flags: readonly ConfigFlag[]): ConfigLayer {
  const root: Record<string, unknown> = {};
  for (const flag of flags) setKey(root, flag);
  const sourceOf = (path: ConfigPath) =>
    flags.findLast(({ key }) => isPrefix(key.split("."), path) || isPrefix(path, key.split(".")));
  return {
    value: flags.length === 0 ? undefined : root,
    problems: [],
    place(path: ConfigPath): ConfigPlace | undefined {
      const flag = sourceOf(path);
      return flag === undefined || path.length === 0 ? undefined : { source: flag.source };
    },
    nearest(path: ConfigPath) {
      const flag = sourceOf(path);
      if (flag === undefined) return { place: { source: "" }, depth: -1 };
      return { place: { source: flag.source }, depth: flag.key.split(".").length };
    },
  };
}

function isPrefix(short: ConfigPath, long: ConfigPath): boolean {
  return short.length > 0 && short.every((step, index) => step === String(long[index]));
}

function setKey(root: Record<string, unknown>, { key, value }: ConfigFlag): void {
  const steps = key.split(".");
  let map = root;
  for (const step of steps.slice(0, -1)) {
    const next = map[step] ?? {};
    map[step] = next;
    map = next as Record<string, unknown>;
  }
  map[steps.at(-1) as string] = value;
}

function flagOrText(text: string): unknown {
  return text === "true" ? true : text === "false" ? false : text;
}

function numberOrText(text: string): unknown {
  return /^\d+$/.test(text) ? Number(text) : text;
}

function listOfWords(text: string): string[] {
  return text.split(",").map((word) => word.trim()).filter((word) => word !== "");
}
