import type { Finding } from "./finding.ts";
import type { FolderView } from "./folder_view.ts";

const WORKER = /^(?:.*[_-])?workers?$/;

/** The processes of a Procfile that have no port, so nothing could tell their health. */
export function workersOf(view: FolderView): readonly string[] {
  return [...(view.read("Procfile") ?? "").matchAll(/^([A-Za-z0-9_-]+):/gm)]
    .map((match) => match[1] as string).filter((name) => WORKER.test(name));
}

/** Sees the processes of a Procfile; `release` is a step, not a service, and a worker has no port. */
export function detectProcfile(view: FolderView, dir: string): Finding[] {
  const lines = (view.read("Procfile") ?? "").split("\n");
  return lines.flatMap((line): Finding[] => {
    const match = /^([A-Za-z0-9_-]+):\s*(\S.*)$/.exec(line.trim());
    if (match === null || match[1] === "release") return [];
    if (WORKER.test(match[1] as string)) return [];
    const name = match[1] === "web" ? view.name : match[1] as string;
    return [{ name, dir, command: match[2] as string, because: `Procfile: ${match[1]}` }];
  });
}

/** Sees the service of a Dockerfile: ENTRYPOINT and CMD of its last stage, and EXPOSE. */
export function detectDockerfile(view: FolderView, dir: string): Finding | undefined {
  const text = view.read("Dockerfile");
  if (text === undefined) return undefined;
  const stage = text.replace(/\\\r?\n/g, " ").split(/^FROM\s/mi).at(-1) as string;
  const entry = instruction(stage, "ENTRYPOINT");
  const words = instruction(stage, "CMD");
  const command = typeof entry === "string" ? entry : join(entry, words);
  if (command === undefined) return undefined;
  const port = portIn(stage);
  const hint = port === undefined ? {} : { port };
  return { name: view.name, dir, command, because: "Dockerfile: CMD", ...hint };
}

/** The port of the last EXPOSE in a Dockerfile, if any. */
export function portIn(dockerfile: string): number | undefined {
  const found = /^EXPOSE\s+(\d+)/mi.exec(dockerfile)?.[1];
  return found === undefined ? undefined : Number(found);
}

type Command = readonly string[] | string | undefined;

function join(entry: readonly string[] | undefined, words: Command): Command {
  if (entry === undefined) return words;
  return typeof words === "string" ? entry : [...entry, ...words ?? []];
}

function instruction(stage: string, name: string): Command {
  const found = new RegExp(`^${name}\\s+(\\S.*)$`, "gmi");
  const value = [...stage.matchAll(found)].at(-1)?.[1]?.trim();
  if (value === undefined || !value.startsWith("[")) return value;
  try {
    const list: unknown = JSON.parse(value);
    return Array.isArray(list) ? list.map(String) : value;
  } catch {
    // Docker takes what is no JSON as a shell command too.
    return value;
  }
}
