interface UriParts {
  readonly scheme: string;
  readonly authority: string;
  readonly path: string;
  readonly query: string;
}

const PARTS = /^([a-z][a-z0-9+.-]*:)?(\/\/[^/?#]*)?([^?#]*)(\?[^#]*)?/i;

/**
 * Resolves a reference against an absolute address; fragments are dropped.
 *
 * By hand, since k6 has no `URL`. Source: RFC 3986, section 5.2.
 */
export function resolveUri(base: string, reference: string): string {
  const from = split(base);
  const to = split(reference);
  if (to.scheme !== "") return join({ ...to, path: withoutDots(to.path) });
  if (to.authority !== "") {
    return join({ ...to, scheme: from.scheme, path: withoutDots(to.path) });
  }
  const { scheme, authority } = from;
  if (to.path === "") {
    return join({ ...from, query: to.query === "" ? from.query : to.query });
  }
  const path = to.path.startsWith("/") ? to.path : folderOf(from.path) + to.path;
  return join({ scheme, authority, path: withoutDots(path), query: to.query });
}

/**
 * Moves an address from the folder of one document to the folder of another: what stands below the
 * folder of `from` stands in the same place below that of `to`; all else stays where it is.
 */
export function moveUri(uri: string, from: string, to: string): string {
  return rebase(uri, folderUri(from), folderUri(to));
}

/** Moves an address from one folder to another; see `moveUri`. */
export function rebase(uri: string, folder: string, newFolder: string): string {
  return uri.startsWith(folder) ? newFolder + uri.slice(folder.length) : uri;
}

/** Resolves many references against one address: names of files in its folder cost next to nothing. */
export function resolverOf(base: string): (reference: string) => string {
  const folder = folderUri(base);
  return (reference) => isFileName(reference) ? folder + reference : resolveUri(base, reference);
}

/** Whether nothing in it could lead out of a folder. */
function isFileName(reference: string): boolean {
  return reference !== "" && !/^[.?]|[/:#\\]/.test(reference);
}

/** The folder that an address stands in, with its slash. */
export function folderUri(uri: string): string {
  const parts = split(uri);
  return join({ ...parts, path: folderOf(parts.path), query: "" });
}

function folderOf(path: string): string {
  const folder = path.slice(0, path.lastIndexOf("/") + 1);
  return folder === "" ? "/" : folder;
}

function withoutDots(path: string): string {
  const kept: string[] = [];
  const segments = path.split("/");
  segments.forEach((segment, index) => {
    const isLast = index === segments.length - 1;
    if (segment === "..") {
      if (kept.length > 1) kept.pop();
      if (isLast) kept.push("");
    } else if (segment === ".") {
      if (isLast) kept.push("");
    } else kept.push(segment);
  });
  return kept.join("/");
}

function split(uri: string): UriParts {
  const [, scheme = "", authority = "", path = "", query = ""] = PARTS.exec(uri) ?? [];
  return { scheme, authority, path, query };
}

function join({ scheme, authority, path, query }: UriParts): string {
  return scheme + authority + path + query;
}
