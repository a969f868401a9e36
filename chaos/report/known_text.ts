import { membersOf } from "./members.ts";

/**
 * Fills `${name}` in for people, from what variables and the configuration say plainly; what only a run can
 * know (the environment, outputs, secrets) stays as it is written.
 */
export function knownText(text: string, experiment: unknown, variables: readonly string[]): string {
  const configuration = membersOf(membersOf(experiment)["configuration"]);
  const given = new Map(variables.map((word) => {
    const cut = word.indexOf("=");
    return [word.slice(0, cut).replace(/:\w+$/, ""), word.slice(cut + 1)];
  }));
  return text.replaceAll(/\$\{([\w.-]+)\}/g, (written, name: string) => {
    const value = given.get(name) ?? configuration[name];
    return typeof value === "string" || typeof value === "number" ? String(value) : written;
  });
}
