import { RESERVED_NAMES } from "../cross_checks.ts";

/** A service that was seen in a folder. */
export interface Finding {
  /** What it may be called; made fit by {@linkcode nameFindings}. */
  readonly name: string;
  /** Relative to the folder that was looked at: "." or "./sub". */
  readonly dir: string;
  readonly command: readonly string[] | string;
  /** What told it, for people: "package.json: scripts.start". */
  readonly because: string;
  /** The file that probably holds its routes. */
  readonly entry?: string;
  /** A port that it names, as a hint. */
  readonly port?: number;
  readonly health?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly startTimeout?: string;
  readonly dependsOn?: readonly string[];
}

/** Makes the names fit the grammar, unique and not reserved; dependencies follow. */
export function nameFindings(findings: readonly Finding[]): Finding[] {
  const names = new Map<string, string>();
  const taken = new Set<string>();
  const named = findings.map((finding) => {
    const name = freeName(finding.name, taken);
    taken.add(name);
    names.set(finding.name, name);
    return { ...finding, name };
  });
  return named.map((finding) => {
    const dependsOn = (finding.dependsOn ?? []).flatMap((name) => names.get(name) ?? []);
    return dependsOn.length === 0 ? finding : { ...finding, dependsOn };
  });
}

function freeName(wanted: string, taken: ReadonlySet<string>): string {
  const simple = wanted.toLowerCase().replace(/[^a-z0-9]/g, "").replace(/^\d+/, "").slice(0, 24);
  const base = simple === "" ? "app" : RESERVED_NAMES.includes(simple) ? `${simple}app` : simple;
  let name = base;
  for (let count = 2; taken.has(name); count++) name = `${base}${count}`;
  return name;
}
