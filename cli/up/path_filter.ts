const NEVER_WATCHED = ["**/.git/**", "**/.netops/**", "**/node_modules/**", "**/*~", "**/.*.sw?"];

/** Says whether a changed path below `dir` matters; patterns are those of `exclude` in a manifest. */
export function createPathFilter(
  dir: string,
  exclude: readonly string[],
): (path: string) => boolean {
  const patterns = [...NEVER_WATCHED, ...exclude].map(globPattern);
  return (path) => {
    if (!path.startsWith(`${dir}/`)) return false;
    const relative = path.slice(dir.length + 1);
    return !patterns.some((pattern) => pattern.test(relative));
  };
}

/** A glob as a regular expression over a relative path: `*` and `?` stay in a folder, `**` does not. */
function globPattern(glob: string): RegExp {
  const trimmed = glob.replace(/^\.?\//, "").replace(/\/$/, "");
  const source = trimmed.split(/(\*\*\/|\*\*|\*|\?)/).map((part) => {
    if (part === "**/") return "(?:.*/)?";
    if (part === "**") return ".*";
    if (part === "*") return "[^/]*";
    return part === "?" ? "[^/]" : part.replace(/[.+^${}()|[\]\\]/g, "\\$&");
  }).join("");
  // A pattern that names a folder covers all that is in it.
  return new RegExp(`^${source}(?:/.*)?$`);
}
