/** The path of a file URL on this system. */
export function fromFileUrl(url: URL): string {
  return decodeURIComponent(url.pathname);
}
