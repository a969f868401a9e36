const ENTITIES: Readonly<Record<string, string>> = {
  ...{ "&": "&amp;", "<": "&lt;", ">": "&gt;" },
  ...{ '"': "&quot;", "'": "&#39;" },
};
/** What XML 1.0 cannot hold at all: control characters and lone surrogates. */
// deno-lint-ignore no-control-regex
const IMPOSSIBLE = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]|\p{Cs}/gu;
/** Signs that turn the direction of text, so that what is read is not what was written. */
const TURNS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Makes text of strangers safe in HTML and XML, in texts and in quoted attributes. */
export function escapeMarkup(text: string): string {
  return text.replace(IMPOSSIBLE, "\ufffd").replace(TURNS, "")
    .replace(/[&<>"']/g, (letter) => ENTITIES[letter] ?? "");
}

/** Makes text of strangers safe in a line or a cell of GitHub's Markdown: no markup, link or mention in it. */
export function escapeMarkdown(text: string): string {
  return text.replace(IMPOSSIBLE, "\ufffd").replace(TURNS, "").replaceAll(/\s+/g, " ").trim()
    .replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;")
    .replace(/[\\`*_{}[\]()#+!|~]/g, (letter) => `\\${letter}`)
    .replace(/@(?=\w)/g, "@\u200b").replace(/:\/\//g, ":\u200b//").replace(/www\./gi, "www\u200b.")
    .replace(/^(-|\d+(?=[.)]\s))/, (start) => start === "-" ? "\\-" : `${start}\\`);
}
