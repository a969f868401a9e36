import { NetopsError, type Spawner } from "@netops/core";
import type { Check } from "./check.ts";

/** Programs that services are often written for, and how they say their version. */
const PROGRAMS = [
  { name: "node", args: ["--version"], why: "services in Node" },
  { name: "python3", args: ["--version"], why: "services in Python" },
] as const;

/** Which programs for services are on this machine. */
export function programChecks(
  spawner: Spawner,
  env: Readonly<Record<string, string>>,
): Promise<readonly Check[]> {
  return Promise.all(PROGRAMS.map(async ({ name, args, why }): Promise<Check> => {
    const version = await versionOf([name, ...args], spawner, env);
    if (version !== undefined) return { name, level: "ok", detail: version };
    const fix = `install ${name}, if you have ${why}`;
    return { name, level: "warn", detail: "not on PATH", fix };
  }));
}

async function versionOf(
  command: [string, ...string[]],
  spawner: Spawner,
  env: Readonly<Record<string, string>>,
): Promise<string | undefined> {
  try {
    const group = await spawner.spawn({ command, dir: "/", env, pipeStdin: false });
    let first = "";
    for await (const { text } of group.lines) first ||= text;
    return (await group.exited).code === 0 ? first : undefined;
  } catch (error) {
    if (error instanceof NetopsError && error.code === "SPAWN_FAILED") return undefined;
    throw error;
  }
}
