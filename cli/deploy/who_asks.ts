/** Who asks, for the history: the user of this machine, as the shell says. */
export function whoAsks(env: Readonly<Record<string, string>>): string {
  const name = env["USER"] ?? env["LOGNAME"] ?? "";
  return name === "" ? "somebody" : name.slice(0, 200);
}
