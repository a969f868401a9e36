import type { ExperimentPorts } from "../ports.ts";

/** Finds a program as Python's `shutil.which` does; undefined when there is none. */
export function whichProgram(
  program: string,
  ports: ExperimentPorts,
  env: Readonly<Record<string, string>>,
): string | undefined {
  if (program === "") return undefined;
  const { dir } = ports.surroundings;
  const found = ports.findProgram(program, env["PATH"] ?? "/bin:/usr/bin", dir);
  return found !== undefined && program.includes("/") ? program : found;
}

/** Puts the home folder in place of a leading `~`. */
export function expandHome(path: string, env: Readonly<Record<string, string>>): string {
  const home = env["HOME"];
  if (home === undefined || (path !== "~" && !path.startsWith("~/"))) return path;
  return home.replace(/\/+$/, "") + path.slice(1);
}
