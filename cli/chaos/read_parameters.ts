import { NetopsError } from "@netops/core";

/**
 * Reads `NAME=VALUE` words into parameters of a fault: a value that is JSON is what it says, anything else
 * is text.
 *
 * @throws {NetopsError} USAGE
 */
export function readParameters(words: readonly string[], kind: string): Record<string, unknown> {
  return Object.fromEntries(words.map((word) => {
    const cut = word.indexOf("=");
    if (cut > 0) return [word.slice(0, cut), readValue(word.slice(cut + 1))];
    throw new NetopsError("USAGE", `Cannot read --set "${word}" as NAME=VALUE`, {
      fix: `netops chaos show ${kind}`,
    });
  }));
}

function readValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
