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
  | "ffmpeg"
  | "chaostoolkit"
  | "toxiproxy-server"
  | "toxiproxy-cli"
  | "prometheus"
  | "prometheus-debian"
  | "k6"
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
  {
    name: "prometheus",
    version: "0.315.0",
    toolchain: ["go"],
    probe: "bin/prometheus",
    install: { kind: "build", sources: [], steps: prometheusSteps("0.315.0") },
  },
  {
    // Unpacked, not installed: the package would start a service.
    name: "prometheus-debian",
    version: "debian",
    toolchain: ["apt-get", "dpkg"],
    probe: "usr/bin/prometheus",
    install: { kind: "build", sources: [], steps: unpackSteps("prometheus") },
  },
  {
    // AGPL-3.0: only ever run as a separate program.
    name: "k6",
    version: "1.8.1",
    toolchain: ["go"],
    probe: "bin/k6",
    install: { kind: "build", sources: [], steps: k6Steps("1.8.1") },
  },
  {
    name: "chaostoolkit",
    version: "1.19.0",
    toolchain: ["python3"],
    probe: "venv/bin/python",
    command: ["${dir}/venv/bin/python"],
    install: { kind: "build", sources: [], steps: chaosToolkitSteps() },
  },
  toxiproxy("toxiproxy-server", "server"),
  toxiproxy("toxiproxy-cli", "cli"),
  eurekaClient("eureka-client-v1", "1.10.18", "eureka_client_v1"),
  eurekaClient("eureka-client-v2", "2.0.6", "eureka_client_v2"),
  debian("nginx", "nginx-light", "/usr/sbin/nginx"),
  debian("haproxy", "haproxy", "/usr/sbin/haproxy"),
  debian("wrk", "wrk", "/usr/bin/wrk"),
  debian("chromium", "chromium", "/usr/bin/chromium"),
  debian("ffmpeg", "ffmpeg", "/usr/bin/ffmpeg"),
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

/**
 * Builds prometheus and promtool, with the test data of PromQL beside them.
 *
 * `go install` refuses a module that replaces others, so they are built from a module of our own.
 */
function prometheusSteps(version: string): readonly InstallStep[] {
  const name = "github.com/prometheus/prometheus";
  const go = ["nice", "-n", "19", "env", "GOFLAGS=-mod=mod -buildvcs=false", "go"] as const;
  const build = [...go, "build", "-trimpath", "-ldflags=-s -w"] as const;
  const testData = `$(go list -mod=mod -m -f '{{.Dir}}' ${name})/promql/promqltest/testdata`;
  return [
    [...go, "mod", "init", "netops.example/prometheus"],
    [...go, "mod", "edit", `-require=${name}@v${version}`],
    [...go, "mod", "edit", "-replace=cloud.google.com/go=cloud.google.com/go@v0.123.0"],
    [...build, "-o", "${dir}/bin/prometheus", `${name}/cmd/prometheus`],
    [...build, "-o", "${dir}/bin/promtool", `${name}/cmd/promtool`],
    ["sh", "-c", `cp -r "${testData}" "$0/testdata" && chmod -R u+w "$0/testdata"`, "${dir}"],
  ];
}

/** A virtual environment of its own; every package pinned, so that answers stay what they are. */
function chaosToolkitSteps(): readonly InstallStep[] {
  const packages = [
    "chaostoolkit==1.19.0",
    "chaostoolkit-lib==1.44.0",
    "jsonpath2==0.4.5",
    "antlr4-python3-runtime==4.10",
    "requests==2.34.2",
    "urllib3==2.8.0",
    "PyYAML==6.0.4",
    "charset-normalizer==3.5.3",
    "click==8.5.1",
    "python-json-logger==4.2.0",
  ];
  const script = `python3 -m venv "$0/venv" && exec "$0/venv/bin/python" -m pip install --quiet ${
    packages.join(" ")
  }`;
  return [["sh", "-c", script, "${dir}"]];
}

function k6Steps(version: string): readonly InstallStep[] {
  const script = `GOBIN="$0/bin" exec nice -n 19 go install -trimpath go.k6.io/k6@v${version}`;
  return [["sh", "-c", script, "${dir}"]];
}

/** Gets a Debian package and unpacks it, dependencies left out; the lists are read anew when needed. */
function unpackSteps(packageName: string): readonly InstallStep[] {
  const get = `apt-get -qq download ${packageName}`;
  return [
    ["sh", "-c", `${get} || { apt-get -qq update && ${get}; }`],
    ["sh", "-c", `dpkg -x ${packageName}_*.deb "$0"`, "${dir}"],
  ];
}

/** Builds one of Toxiproxy's programs, whose module calls them only `server` and `cli`. */
function toxiproxy(name: OracleName, command: string): Oracle {
  const version = "2.12.0";
  const module = `github.com/Shopify/toxiproxy/v2/cmd/${command}@v${version}`;
  const script = `GOBIN="$0/bin" nice -n 19 go install -trimpath ${module} && ` +
    `exec mv "$0/bin/${command}" "$0/bin/${name}"`;
  return {
    name,
    version,
    toolchain: ["go"],
    probe: `bin/${name}`,
    install: { kind: "build", sources: [], steps: [["sh", "-c", script, "${dir}"]] },
  };
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
