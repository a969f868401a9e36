/// <reference lib="dom" />

/** Saves a document as a file of the reader. */
export function downloadJson(name: string, value: unknown): void {
  const blob = new Blob([JSON.stringify(value, null, 2)], { type: "application/json" });
  const url = URL.createObjectURL(blob);
  const link = Object.assign(document.createElement("a"), { href: url, download: name });
  link.click();
  // The browser has the bytes by the next turn.
  setTimeout(() => URL.revokeObjectURL(url));
}
