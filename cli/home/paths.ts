/** Whether a path starts at the root. */
export function isAbsolute(path: string): boolean {
  return path.startsWith("/");
}

/** Joins two parts of a path and removes `.` and `..`. */
export function join(folder: string, name: string): string {
  return normalize(`${folder}/${name}`);
}

/** The folder that holds a path; the root holds itself. */
export function dirname(path: string): string {
  const at = path.lastIndexOf("/");
  return at <= 0 ? "/" : path.slice(0, at);
}

/** Removes `.`, `..`, doubled and trailing slashes of an absolute path. */
export function normalize(path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return `/${parts.join("/")}`;
}
