import { suggest } from "../suggest.ts";
import type { ConfigPath } from "./config_layer.ts";
import { isRefusedPort } from "./refused_ports.ts";
import { checkScaling } from "./scaling_checks.ts";
import { APP_NAME, type Config, type ServiceConfig } from "./schema.ts";

/** A problem that is seen only when several keys are looked at together. */
export interface CrossProblem {
  readonly path: ConfigPath;
  readonly part: "key" | "value";
  readonly message: string;
  readonly fix?: string;
}

/** The keys of a service that are looked at together. */
export type CrossService = Pick<
  ServiceConfig,
  "auth" | "dependsOn" | "dir" | "port" | "replicas" | "scaling"
>;

/** What is checked: names as they stand, and those parts that passed the grammar. */
export interface CrossInput {
  readonly names: readonly string[];
  readonly services: Readonly<Record<string, CrossService>>;
  readonly ports?: Config["ports"];
  readonly platform?: Config["platform"];
  /** Apps of the streaming platform, in whatever profile. */
  readonly platformApps: readonly string[];
  /** Whether another database server is asked for. */
  readonly hasKv: boolean;
}

/** Names that belong to the platform. */
export const RESERVED_NAMES: readonly string[] = [
  "admin",
  "conductor",
  "eureka",
  "fleet",
  "gateway",
  "guardian",
  "healthz",
  "keeper",
  "kv",
  "link",
  "metrics",
  "netops",
  "ops",
  "registry",
  "telemetry",
  "web",
];

/** Finds what the grammar cannot say: names, dependencies, fixed ports, what is not built yet. */
export function crossCheck(input: CrossInput): CrossProblem[] {
  const services = Object.entries(input.services);
  return [
    ...checkKv(input.hasKv),
    ...input.names.flatMap((name) => checkName(name, input)),
    ...services.flatMap(([name, service]) => checkDependencies(name, service, input.names)),
    ...checkCycles(input.services),
    ...services.flatMap(([name, service]) => checkAuth(name, service, input)),
    ...services.flatMap(([name, service]) => checkFixedPort(name, service)),
    ...services.flatMap(([name, service]) => checkScaling(name, service)),
    ...checkPortOwners(input),
    ...checkRefusedPorts(input),
  ];
}

function checkKv(hasKv: boolean): CrossProblem[] {
  if (!hasKv) return [];
  return [{
    path: ["kv"],
    part: "key",
    message: "Cannot use another database server as that is not built yet",
    fix: "remove kv: the platform runs a database server of its own",
  }];
}

/** Without a service that knows users every request would be refused. */
function checkAuth(
  name: string,
  { auth }: CrossService,
  { platform }: Pick<CrossInput, "platform">,
): CrossProblem[] {
  if (auth === "none" || platform !== "none") return [];
  return [{
    path: ["services", name, "auth"],
    part: "value",
    message:
      `Cannot ask callers of ${name} for an access token without the platform's user service`,
    fix: "write platform: lite",
  }];
}

function checkName(name: string, input: CrossInput): CrossProblem[] {
  const at = { path: ["services", name], part: "key" } as const;
  if (RESERVED_NAMES.includes(name)) {
    return [{
      ...at,
      message: `A service cannot be called "${name}" as that name belongs to the platform`,
      fix: `call it my${name}, or what it does`,
    }];
  }
  const { platform, platformApps } = input;
  if (platform !== undefined && platform !== "none" && platformApps.includes(name)) {
    return [{
      ...at,
      message: `A service cannot be called "${name}" as the platform "${platform}" has an app of ` +
        "that name; replacing one is not built yet",
      fix: `call it my${name}, or write platform: none`,
    }];
  }
  if (APP_NAME.test(name)) return [];
  const simple = name.toLowerCase().replace(/[^a-z0-9]/g, "").replace(/^\d+/, "").slice(0, 32);
  const reason = name.includes("-")
    ? "a hyphen parts app-stack-detail in the names of server groups"
    : "a name is 1 to 32 lower-case letters and digits, a letter first";
  return [{
    ...at,
    message: `A service cannot be called "${name}" as ${reason}`,
    fix: simple === "" ? "use lower-case letters and digits" : `call it ${simple}`,
  }];
}

function checkDependencies(
  name: string,
  service: CrossService,
  names: readonly string[],
): CrossProblem[] {
  return service.dependsOn.flatMap((wanted, index): CrossProblem[] => {
    const at = { path: ["services", name, "dependsOn", index], part: "value" } as const;
    if (wanted === name) {
      return [{ ...at, message: `${name} depends on itself`, fix: "remove it from dependsOn" }];
    }
    if (names.includes(wanted)) return [];
    const near = suggest(wanted, names.filter((other) => other !== name))[0];
    const fix = near === undefined ? `add ${wanted} under services` : `did you mean "${near}"?`;
    return [{ ...at, message: `${name} depends on "${wanted}", which is no service`, fix }];
  });
}

function checkCycles(services: Readonly<Record<string, CrossService>>): CrossProblem[] {
  const done = new Set<string>();
  const problems: CrossProblem[] = [];
  const visit = (name: string, trail: readonly string[]): void => {
    const from = trail.indexOf(name);
    if (from >= 0 && trail.length - from > 1) problems.push(cycle(trail.slice(from), services));
    if (from >= 0 || done.has(name)) return;
    for (const next of services[name]?.dependsOn ?? []) visit(next, [...trail, name]);
    done.add(name);
  };
  Object.keys(services).forEach((name) => visit(name, []));
  return problems;
}

function cycle(
  round: readonly string[],
  services: Readonly<Record<string, CrossService>>,
): CrossProblem {
  const last = round.at(-1) as string;
  const index = services[last]?.dependsOn.indexOf(round[0] as string) ?? 0;
  return {
    path: ["services", last, "dependsOn", index],
    part: "value",
    message: `Services depend on each other in a circle: ${[...round, round[0]].join(" → ")}`,
    fix: "remove one of them from dependsOn; a URL in env may still name it",
  };
}

function checkFixedPort(name: string, service: CrossService): CrossProblem[] {
  if (service.port === undefined || service.replicas <= 1) return [];
  return [{
    path: ["services", name, "port"],
    part: "value",
    message: `${name} cannot have ${service.replicas} replicas on the fixed port ${service.port}`,
    fix: "remove port and let the service read PORT, or set replicas: 1",
  }];
}

interface PortClaim {
  readonly path: readonly [string, ...string[]];
  /** 0 when any port will do. */
  readonly port: number;
}

function portClaims({ services, ports }: CrossInput): readonly PortClaim[] {
  return [
    ...Object.entries(ports ?? {}).map(([key, port]): PortClaim => ({
      path: ["ports", key],
      port,
    })),
    ...Object.entries(services).map(([name, { port }]): PortClaim => ({
      path: ["services", name, "port"],
      port: port ?? 0,
    })),
  ];
}

function checkRefusedPorts(input: CrossInput): CrossProblem[] {
  return portClaims(input).filter(({ port }) => isRefusedPort(port)).map(({ path, port }) => ({
    path,
    part: "value",
    message: `Cannot use port ${port} as browsers and HTTP clients refuse to call it`,
    fix: path[0] === "ports"
      ? "choose another port, or 0 for a free one"
      : "choose another port, or remove it and let the service read PORT",
  }));
}

function checkPortOwners(input: CrossInput): CrossProblem[] {
  const owners = new Map<number, string>();
  return portClaims(input).flatMap(({ path, port }): CrossProblem[] => {
    const owner = port === 0 ? undefined : owners.get(port);
    if (port !== 0 && owner === undefined) owners.set(port, path.join("."));
    if (owner === undefined) return [];
    const message = `Port ${port} of ${path.join(".")} is also that of ${owner}`;
    return [{ path, part: "value", message, fix: "choose another port" }];
  });
}
