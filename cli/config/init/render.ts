import type { Finding } from "./finding.ts";

/** Prints a commented `netops.yaml` for what was found; `schema` is the path of its JSON Schema. */
export function renderConfig(findings: readonly Finding[], schema: string): string {
  const head = [
    `# yaml-language-server: $schema=${schema}`,
    "# Written by netops init; every key: netops config schema",
    "platform: none # only your own services",
    "",
  ];
  if (findings.length === 0) return [...head, ...EMPTY].join("\n");
  const services = findings.flatMap((finding) => [...renderService(finding), ""]);
  return [...head, "services:", ...services].join("\n");
}

const EMPTY: readonly string[] = [
  "services: {}",
  "# services:",
  "#   hello:",
  "#     command: [node, server.mjs] # PORT and NETOPS_* come in the environment",
  "#     dir: ./hello",
  "#     replicas: 2",
  "#     health: /health",
  "",
];

function renderService(finding: Finding): string[] {
  const { name, dir, command, because, health, port, env, startTimeout, dependsOn } = finding;
  const lines = [
    `  ${name}: # ${because.replace(/[\r\n]/g, " ")}`,
    `    command: ${typeof command === "string" ? quote(command) : list(command)}`,
    `    dir: ${quote(dir)}`,
    "    replicas: 1 # 2 or more survive the loss of one",
    health === undefined
      ? "    # health: /health # without it the service is UP when its port accepts"
      : `    health: ${health}`,
  ];
  if (startTimeout !== undefined) lines.push(`    startTimeout: ${startTimeout}`);
  if (env !== undefined) {
    lines.push(
      "    env:",
      ...Object.entries(env).map(([key, text]) => `      ${key}: ${quote(text)}`),
    );
  }
  if (dependsOn?.length) {
    lines.push(`    dependsOn: ${list(dependsOn)} # each gives NETOPS_URL_<APP>`);
  }
  if (port !== undefined) lines.push(`    # port: ${port} # only when it does not read PORT`);
  return lines;
}

function list(words: readonly string[]): string {
  return `[${words.map(quote).join(", ")}]`;
}

function quote(text: string): string {
  const isPlain = /^(?:--?)?[A-Za-z./$][\w./$=:@-]*(?: [\w./$=@-]+)*$/.test(text) &&
    !/:( |$)/.test(text) &&
    !/^(?:true|false|null|yes|no|on|off)$/i.test(text);
  return isPlain ? text : JSON.stringify(text);
}
