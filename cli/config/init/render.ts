import type { Finding } from "./finding.ts";

/** What `netops.yaml` is written from. */
export interface RenderParts {
  readonly findings: readonly Finding[];
  /** What was left out and why: comments. */
  readonly notes: readonly string[];
  /** The path of the JSON Schema. */
  readonly schema: string;
}

/** Prints a commented `netops.yaml` for what was found. */
export function renderConfig({ findings, notes, schema }: RenderParts): string {
  const head = [
    `# yaml-language-server: $schema=${schema}`,
    "# Written by netops init; every key: netops config schema",
    ...notes.map((note) => `# ${note.replace(/[\r\n]/g, " ")}`),
    "platform: none # only your own services",
    "",
  ];
  const services = findings.flatMap((finding) => [...renderService(finding), ""]);
  return [...head, "services:", ...services].join("\n");
}

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
