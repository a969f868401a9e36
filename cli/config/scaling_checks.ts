import type { ConfigPath } from "./config_layer.ts";
import type { ServiceConfig } from "./schema.ts";

/** Something of `scaling` that does not fit to the rest of its service. */
export interface ScalingProblem {
  readonly path: ConfigPath;
  readonly part: "key" | "value";
  readonly message: string;
  readonly fix: string;
}

/** The keys that are looked at together. */
export type ScaledService = Pick<ServiceConfig, "scaling" | "replicas" | "port">;

/** Finds what does not fit together in how a service is scaled. */
export function checkScaling(name: string, service: ScaledService): ScalingProblem[] {
  const { scaling, replicas, port } = service;
  if (scaling === undefined) return [];
  const { metric, target, min, max } = scaling;
  const at = (
    key: string,
  ) => ({ path: ["services", name, "scaling", key], part: "value" } as const);
  const problems: ScalingProblem[] = [];
  if ((metric === "latency") !== (typeof target === "string")) {
    const wanted = metric === "latency" ? "a duration such as 200ms" : "a number such as 50";
    const message = `The target of ${metric} must be ${wanted}`;
    problems.push({ ...at("target"), message, fix: `write target as ${wanted}` });
  }
  if (min > max) {
    const message = `${name} cannot have at least ${min} and at most ${max} instances`;
    problems.push({ ...at("max"), message, fix: "let max be as large as min" });
  } else if (replicas < min || replicas > max) {
    const message = `${name} begins with ${replicas} replicas, which is not from ${min} to ${max}`;
    problems.push({
      ...{ path: ["services", name, "scaling"], part: "key", message },
      fix: `let replicas be from ${min} to ${max}`,
    });
  }
  if (port !== undefined && max > 1) {
    const message = `${name} cannot be scaled on the fixed port ${port}`;
    problems.push({ ...at("max"), message, fix: "remove port and let the service read PORT" });
  }
  return problems;
}
