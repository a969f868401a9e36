/**
 * Finds a program as a shell would: a name with a slash as it is, others in the folders of `path`.
 *
 * Deno looks for `node` on its own and may run itself in its place; a path leaves it no choice.
 * Answers undefined when there is no such executable file.
 */
export function resolveProgram(program: string, path: string, dir: string): string | undefined {
  if (program.includes("/")) {
    const full = program.startsWith("/") ? program : `${dir}/${program}`;
    return isExecutable(full) ? full : undefined;
  }
  return path.split(":").filter((folder) => folder !== "")
    .map((folder) => `${folder.startsWith("/") ? folder : `${dir}/${folder}`}/${program}`)
    .find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    const { isFile, mode } = Deno.statSync(file);
    return isFile && (mode === null || (mode & 0o111) !== 0);
  } catch (error) {
    // A process that may run a program need not be allowed to read it: Deno found it when it started.
    return error instanceof Deno.errors.NotCapable && mayRun(file);
  }
}

function mayRun(file: string): boolean {
  return Deno.permissions.querySync({ name: "run", command: file }).state === "granted";
}
