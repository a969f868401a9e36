import { quotedEnd, unescapeText } from "./head.ts";

/** A comment that says something about a family. */
export interface FamilyComment {
  readonly kind: "TYPE" | "HELP" | "UNIT";
  readonly family: string;
  readonly text: string;
}

const LEAD = /^#[ \t]+(TYPE|HELP|UNIT)[ \t]+/;
const LONGEST_TEXT = 1_024;

/** Reads `# TYPE`, `# HELP` and `# UNIT`; undefined for any other comment. */
export function parseFamilyComment(line: string): FamilyComment | undefined {
  const lead = LEAD.exec(line);
  if (lead === null) return undefined;
  const from = lead[0].length;
  const isQuoted = line[from] === '"';
  const end = isQuoted ? quotedEnd(line, from, line.length) : wordEnd(line, from);
  if (end <= from) return undefined;
  const family = isQuoted ? unescapeText(line.slice(from + 1, end - 1)) : line.slice(from, end);
  const text = line.slice(end).trim().slice(0, LONGEST_TEXT);
  return { kind: lead[1] as FamilyComment["kind"], family, text: unescapeText(text) };
}

function wordEnd(line: string, at: number): number {
  while (at < line.length && line[at] !== " " && line[at] !== "\t") at++;
  return at;
}
