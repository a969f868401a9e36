/**
 * Outside programs that tests need: one row each. `tools/oracles` installs them, `tools/oracle.ts` finds them.
 *
 * @module
 */
import { join } from "node:path";

/** Names of the outside programs. */
export type OracleName =
  | "denokv"
  | "eureka-server"
  | "eureka-client-v1"
  | "eureka-client-v2"
  | "nginx"
  | "haproxy"
  | "wrk"
  | "chromium"
  | "zsh"
  | "fish";

/** One command of an installation, run in the build folder; `${dir}` stands for the new folder. */
export type InstallStep = readonly [string, ...string[]];

/** How one outside program is got. */
export interface Oracle {
  readonly name: OracleName;
  /** Part of the folder name: another version is another folder. */
  readonly version: string;
  /** Commands that must be on PATH to install and run it. */
  readonly toolchain: readonly string[];
  /** What must exist for the program to count as installed; relative to its folder, or absolute. */
  readonly probe: string;
  /** Arguments that start it, `${dir}` and `${path}` filled in; default is the path alone. */
  readonly command?: readonly [string, ...string[]];
  readonly install: OracleInstall;
}

/** A Debian package, or build steps on copies of folders of this repository. */
export type OracleInstall =
  | { readonly kind: "apt"; readonly packageName: string }
  | {
    readonly kind: "build";
    /** Folders below tools/java copied into the build folder, in order. */
    readonly sources: readonly string[];
    readonly steps: readonly InstallStep[];
  };

const MAVEN = ["mvn", "--batch-mode", "--quiet", "--no-transfer-progress"] as const;

/** Every outside program. */
export const ORACLES: readonly Oracle[] = [
  {
    name: "denokv",
    version: "0.14.0",
    toolchain: ["cargo"],
    probe: "bin/denokv",
    install: {
      kind: "build",
      sources: [],
      steps: [
        ["cargo", "install", "denokv", "--version", "0.14.0", "--locked", "--root", "${dir}"],
      ],
    },
  },
  {
    name: "eureka-server",
    version: "2025.0.0",
    toolchain: ["java", "mvn"],
    probe: "eureka-server.jar",
    command: ["java", "-Xmx384m", "-jar", "${path}"],
    install: {
      kind: "build",
      sources: ["eureka_server"],
      steps: [
        [...MAVEN, "package"],
        ["cp", "target/eureka-server.jar", "${dir}/eureka-server.jar"],
      ],
    },
  },
  eurekaClient("eureka-client-v1", "1.10.18", "eureka_client_v1"),
  eurekaClient("eureka-client-v2", "2.0.6", "eureka_client_v2"),
  debian("nginx", "nginx-light", "/usr/sbin/nginx"),
  debian("haproxy", "haproxy", "/usr/sbin/haproxy"),
  debian("wrk", "wrk", "/usr/bin/wrk"),
  debian("chromium", "chromium", "/usr/bin/chromium"),
  debian("zsh", "zsh", "/usr/bin/zsh"),
  debian("fish", "fish", "/usr/bin/fish"),
];

/** The folder that holds the installed programs, outside any checkout. */
export function toolsFolder(env: { get(name: string): string | undefined } = Deno.env): string {
  return env.get("NETOPS_TOOLS") ?? join(env.get("HOME") ?? "/tmp", ".cache", "netops-tools");
}

/** The folder of one program. */
export function oracleFolder(oracle: Oracle): string {
  return join(toolsFolder(), `${oracle.name}-${oracle.version}`);
}

/** The file whose presence shows that the program is installed. */
export function oraclePath(oracle: Oracle): string {
  return oracle.probe.startsWith("/") ? oracle.probe : join(oracleFolder(oracle), oracle.probe);
}

/** Says whether a command is on PATH. */
export function onPath(command: string): boolean {
  return (Deno.env.get("PATH") ?? "").split(":").some((folder) => isFile(join(folder, command)));
}

/** Says whether this machine can install the program. */
export function canInstall(oracle: Oracle): boolean {
  return oracle.toolchain.every(onPath) && (oracle.install.kind !== "apt" || Deno.uid() === 0);
}

/** Says whether `path` is a file. */
export function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false; // absent, or in a folder that cannot be read: not there for us
  }
}

function eurekaClient(name: OracleName, version: string, folder: string): Oracle {
  return {
    name,
    version,
    toolchain: ["java", "mvn"],
    probe: "lib/eureka-client-main.jar",
    command: ["java", "-cp", "${dir}/lib/*", "netops.EurekaClientMain"],
    install: {
      kind: "build",
      sources: ["eureka_client", folder],
      steps: [
        [...MAVEN, "package", "dependency:copy-dependencies", "-DincludeScope=runtime"],
        ["mkdir", "-p", "${dir}/lib"],
        [
          "sh",
          "-c",
          'cp target/dependency/*.jar target/eureka-client-main.jar "$0/lib/"',
          "${dir}",
        ],
      ],
    },
  };
}

function debian(name: OracleName, packageName: string, probe: string): Oracle {
  return {
    name,
    version: "debian",
    toolchain: ["apt-get"],
    probe,
    install: { kind: "apt", packageName },
  };
}
