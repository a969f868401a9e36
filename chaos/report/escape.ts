const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
/** What XML 1.0 cannot hold at all: control characters and lone surrogates. */
// deno-lint-ignore no-control-regex
const IMPOSSIBLE = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]|\p{Cs}/gu;
/** Characters that turn the order of the text around them, which can make it say something else. */
const TURNING = /[\u202a-\u202e\u2066-\u2069]/g;

/** Makes text of strangers safe in HTML and XML, in texts and in quoted attributes. */
export function escapeMarkup(text: string): string {
  return text.replace(IMPOSSIBLE, "\ufffd").replace(TURNING, "")
    .replace(/[&<>"']/g, (letter) => ENTITIES[letter] ?? "");
}

/** Makes text of strangers safe in a line or a cell of GitHub's Markdown: nothing in it is markup, link or mention. */
export function escapeMarkdown(text: string): string {
  return text.replace(IMPOSSIBLE, "\ufffd").replace(TURNING, "")
    .replaceAll(/\s+/g, " ").trim()
    .replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;")
    .replace(/[\\`*_{}[\]()#+!|~]/g, (letter) => `\\${letter}`)
    .replace(/@(?=\w)/g, "@\u200b").replace(/:\/\//g, ":\u200b//").replace(/www\./gi, "www\u200b.")
    .replace(/^(-|\d+(?=[.)]\s))/, (start) => start === "-" ? "\\-" : `${start}\\`);
}
