/** Reads the attributes of a tag; quotes are taken off. Source: RFC 8216, section 4.2. */
export function readAttributes(text: string): ReadonlyMap<string, string> {
  const attributes = new Map<string, string>();
  for (const [, name = "", value = ""] of text.matchAll(/([A-Z0-9-]+)=("[^"]*"|[^,]*)/g)) {
    attributes.set(name, value.startsWith('"') ? value.slice(1, -1) : value.trim());
  }
  return attributes;
}

/** The lines of a playlist without blanks, or undefined when it is none. */
export function playlistLines(text: string): readonly string[] | undefined {
  const lines: string[] = [];
  for (const raw of text.split("\n")) {
    const line = raw.trim();
    if (line !== "") lines.push(line);
  }
  return lines[0]?.startsWith("#EXTM3U") ? lines : undefined;
}
