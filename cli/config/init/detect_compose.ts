import { join } from "node:path";
import { parse } from "yaml";
import { isPlainMap } from "../layers.ts";
import type { Finding } from "./finding.ts";
import { type FolderView, viewFolder } from "./folder_view.ts";

const NAMES = ["compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml"];

/** What a compose file told. */
export interface ComposeFindings {
  readonly findings: readonly Finding[];
  /** Services that only have an image: netops does not start them. */
  readonly images: readonly string[];
}

/**
 * Sees the services of a compose file that are built here; `detect` looks into their folders.
 *
 * A `command` of the file wins over what the folder tells.
 */
export function detectCompose(
  view: FolderView,
  detect: (view: FolderView, dir: string) => readonly Finding[],
): ComposeFindings | undefined {
  const file = NAMES.find((name) => view.files.has(name));
  if (file === undefined) return undefined;
  const findings: Finding[] = [];
  const images: string[] = [];
  for (const [name, service] of Object.entries(servicesOf(view.read(file) ?? ""))) {
    const dir = buildDir(service.build);
    if (dir === undefined) {
      images.push(`${name} (${service.image ?? "no image"})`);
      continue;
    }
    const inner = folderOf(view, dir);
    const seen = inner === undefined ? undefined : detect(inner, dir)[0];
    const command = commandOf(service.command) ?? seen?.command;
    if (command === undefined) continue;
    findings.push({
      ...seen,
      name,
      dir,
      command,
      because: `${file}: ${name}${seen === undefined ? "" : `, ${seen.because}`}`,
      dependsOn: dependenciesOf(service.depends_on),
      ...portOf(service.ports),
    });
  }
  return { findings, images };
}

function servicesOf(text: string): Record<string, Record<string, unknown>> {
  try {
    const root: unknown = parse(text);
    const services = isPlainMap(root) && isPlainMap(root.services) ? root.services : {};
    return Object.fromEntries(
      Object.entries(services).flatMap(([name, value]) => isPlainMap(value) ? [[name, value]] : []),
    );
  } catch {
    // A broken compose file tells nothing; compose itself will complain better.
    return {};
  }
}

function buildDir(build: unknown): string | undefined {
  const context = isPlainMap(build) ? build.context ?? "." : build;
  if (typeof context !== "string" || context.startsWith("/") || context.includes("..")) {
    return undefined;
  }
  const path = context.replace(/^\.\//, "").replace(/\/$/, "");
  return path === "" || path === "." ? "." : `./${path}`;
}

function folderOf(view: FolderView, dir: string): FolderView | undefined {
  try {
    return viewFolder(join(view.dir, dir));
  } catch {
    // The folder is not there (yet): the command of the file is all there is.
    return undefined;
  }
}

function commandOf(command: unknown): readonly string[] | string | undefined {
  if (typeof command === "string") return command;
  return Array.isArray(command) ? command.map(String) : undefined;
}

function dependenciesOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.map(String);
  return isPlainMap(value) ? Object.keys(value) : [];
}

function portOf(ports: unknown): { port?: number } {
  const first: unknown = Array.isArray(ports) ? ports[0] : undefined;
  const text = isPlainMap(first) ? String(first.target) : String(first ?? "");
  const port = /(\d+)(?:\/\w+)?$/.exec(text)?.[1];
  return port === undefined ? {} : { port: Number(port) };
}
