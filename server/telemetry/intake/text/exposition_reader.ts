import type { FamilyFacts } from "../sinks.ts";
import { parseFamilyComment } from "./family_comment.ts";
import { headEnd, isSpace, parseHead } from "./head.ts";
import { COMMENT, KnownLine, ownCopy, UNASKED } from "./known_line.ts";
import { type ExpositionFormat, LineTail, parseExemplar, type TextExemplar } from "./line_tail.ts";

const NEWLINE = 10;
const RETURN = 13;
const HASH = 35;
/** Longer ones are read again each time. */
const LONGEST_COMMENT = 512;

/** How much of one exposition is read. */
export interface ExpositionLimits {
  readonly mostSamples: number;
  /** In UTF-16 units. */
  readonly longestLine: number;
}

/** Bounds that fit a process of some thousand series. */
export const EXPOSITION_LIMITS: ExpositionLimits = { mostSamples: 5_000, longestLine: 65_536 };

/** An example and the line it stands in. */
export interface ReadExemplar extends TextExemplar {
  readonly line: KnownLine;
}

/** One exposition as it was read; the arrays are used again by the next reading. */
export interface ReadExposition {
  readonly length: number;
  readonly lines: readonly KnownLine[];
  readonly values: Float64Array;
  /** NaN where the line does not say. */
  readonly timestampsMs: Float64Array;
  readonly exemplars: readonly ReadExemplar[];
  /** Families of which something new was said. */
  readonly families: ReadonlyMap<string, FamilyFacts>;
  /** Lines whose name and labels stood in an earlier line; the first one counts. */
  readonly duplicates: number;
}

/** Why an exposition counts for nothing. */
export interface ExpositionProblem {
  readonly reason: string;
}

/**
 * Reads the expositions of one target, one after the other.
 *
 * A target says the same lines in the same order each time, so a line is first compared with the one
 * that stood there before: then only its number is read. A line that moved is looked up by its head.
 * One malformed line makes the whole exposition worthless, as Prometheus has it: half of a truth, such
 * as a histogram without some of its buckets, would be a lie.
 * Source: Prometheus text format 0.0.4, OpenMetrics 1.0.0.
 */
export class ExpositionReader {
  /** Lines by head, comments too. */
  readonly known = new Map<string, KnownLine>();
  readonly #limits: ExpositionLimits;
  readonly #facts = new Map<string, FamilyFacts>();
  readonly #tail = new LineTail();
  #families = new Map<string, FamilyFacts>();
  #order: KnownLine[] = [];
  #next: KnownLine[] = [];
  #place = 0;
  #lines: KnownLine[] = [];
  #values = new Float64Array(64);
  #timestampsMs = new Float64Array(64);
  #exemplars: ReadExemplar[] = [];
  #length = 0;
  #duplicates = 0;
  #reading = 0;

  /** Begins without any line. */
  constructor(limits: ExpositionLimits = EXPOSITION_LIMITS) {
    this.#limits = limits;
  }

  /** The number of the reading that was last; lines that it had say so. */
  get reading(): number {
    return this.#reading;
  }

  /** The type of a family, as far as it was said. */
  typeOf(family: string): string | undefined {
    return this.#facts.get(family)?.type;
  }

  /** Reads one exposition; a reading with a problem has changed nothing but what is known of lines. */
  read(text: string, format: ExpositionFormat): ReadExposition | ExpositionProblem {
    this.#begin();
    const problem = this.#readLines(text, format);
    [this.#order, this.#next] = [this.#next, this.#order];
    this.#next.length = 0;
    if (problem !== undefined) return { reason: problem };
    return {
      length: this.#length,
      lines: this.#lines,
      values: this.#values,
      timestampsMs: this.#timestampsMs,
      exemplars: this.#exemplars,
      families: this.#families,
      duplicates: this.#duplicates,
    };
  }

  /** Whether there are known lines that the last reading did not have. */
  get hasUnread(): boolean {
    return this.known.size > this.#order.length;
  }

  /** Forgets the lines that the last reading did not have. */
  forgetUnread(): void {
    for (const [head, line] of this.known) {
      if (line.seen !== this.#reading) this.known.delete(head);
    }
  }

  #begin(): void {
    this.#reading++;
    this.#length = this.#place = this.#duplicates = 0;
    this.#lines.length = 0;
    this.#exemplars = [];
    this.#families = new Map();
  }

  #readLines(text: string, format: ExpositionFormat): string | undefined {
    const { mostSamples, longestLine } = this.#limits;
    let isEnded = false;
    let number = 1;
    for (let at = 0; at < text.length; number++) {
      const newline = text.indexOf("\n", at);
      const next = newline < 0 ? text.length : newline;
      const end = next > at && text.charCodeAt(next - 1) === RETURN ? next - 1 : next;
      if (isEnded && end > at) return `line ${number} stands behind # EOF`;
      if (next - at > longestLine) return `line ${number} is longer than ${longestLine}`;
      if (!this.#readKnown(text, at, { end, format })) {
        const problem = this.#readNew(text, at, { end, format });
        if (problem === "end") isEnded = true;
        else if (problem !== undefined) return `line ${number}: ${problem}`;
      }
      if (this.#length > mostSamples) return `more than ${mostSamples} samples`;
      at = next + 1;
    }
    return format === "openmetrics" && !isEnded ? "it does not end with # EOF" : undefined;
  }

  /** Reads a line that stands where it stood before; false when it is another one. */
  #readKnown(text: string, at: number, options: { end: number; format: ExpositionFormat }) {
    const line = this.#order[this.#place];
    if (line === undefined || !text.startsWith(line.head, at)) return false;
    const behind = at + line.head.length;
    if (line.ref === COMMENT) {
      if (behind !== options.end) return false;
    } else if (!isSpace(text.charCodeAt(behind)) || !this.#tail.read(text, behind, options)) {
      return false;
    }
    if (this.#keep(line, text, options.end) !== undefined) return false;
    this.#place++;
    return true;
  }

  /** Reads any line; "end" for `# EOF`, or what is wrong with it. */
  #readNew(
    text: string,
    at: number,
    options: { end: number; format: ExpositionFormat },
  ): string | undefined {
    const { end, format } = options;
    const from = format === "openmetrics" ? at : firstInk(text, at, end);
    if (from >= end) return undefined;
    const isComment = text.charCodeAt(from) === HASH;
    if (isComment && format === "openmetrics" && text.slice(from, end) === "# EOF") return "end";
    const behind = isComment ? end : headEnd(text, from, end);
    if (behind < 0) return "its braces do not close";
    const piece = text.slice(from, behind);
    const line = this.known.get(piece) ?? this.#learn(piece, isComment);
    if (line === undefined) {
      return isComment ? undefined : "it does not begin with a name and labels";
    }
    // A line that moved says where the ones behind it stand now; a new one says nothing.
    if (line.seen !== 0) this.#place = line.place + 1;
    if (!isComment && !this.#tail.read(text, behind, options)) return "its value or time is none";
    return this.#keep(line, text, end);
  }

  /** Makes a line known; undefined for what is no line, and for comments beyond all measure. */
  #learn(piece: string, isComment: boolean): KnownLine | undefined {
    const head = ownCopy(piece);
    if (isComment) this.#learnFamily(head);
    const parsed = isComment ? undefined : parseHead(head);
    const hasRoom = this.known.size < 2 * this.#limits.mostSamples &&
      head.length <= LONGEST_COMMENT;
    if (isComment ? !hasRoom : parsed === undefined) return undefined;
    const line = new KnownLine(head, isComment ? COMMENT : UNASKED, parsed);
    this.known.set(head, line);
    return line;
  }

  #learnFamily(comment: string): void {
    const said = parseFamilyComment(comment);
    if (said === undefined) return;
    const { family, kind, text } = said;
    const isKnown = this.#facts.has(family);
    if (!isKnown && this.#facts.size >= this.#limits.mostSamples) return;
    const facts = {
      ...(this.#facts.get(family) ?? { type: "unknown", help: "", unit: "" }),
      ...{ [kind.toLowerCase()]: kind === "TYPE" ? text.toLowerCase() : text },
    };
    this.#facts.set(family, facts);
    this.#families.set(family, facts);
  }

  /** Keeps a line that was read; says what is wrong with its example, if anything is. */
  #keep(line: KnownLine, text: string, end: number): string | undefined {
    if (line.seen === this.#reading) {
      if (line.ref !== COMMENT) this.#duplicates++;
      return undefined;
    }
    if (line.ref !== COMMENT) {
      const { exemplarAt } = this.#tail;
      if (exemplarAt >= 0 && !this.#keepExemplar(line, text.slice(exemplarAt, end))) {
        return "its exemplar is malformed";
      }
      this.#push(line);
    }
    line.seen = this.#reading;
    line.place = this.#next.length;
    this.#next.push(line);
    return undefined;
  }

  #keepExemplar(line: KnownLine, text: string): boolean {
    if (text === line.exemplar) return true;
    const own = ownCopy(text);
    const exemplar = parseExemplar(own);
    if (exemplar === undefined) return false;
    line.exemplar = own;
    this.#exemplars.push({ ...exemplar, line });
    return true;
  }

  #push(line: KnownLine): void {
    const at = this.#length++;
    if (at >= this.#values.length) this.#grow();
    this.#lines.push(line);
    this.#values[at] = this.#tail.value;
    this.#timestampsMs[at] = this.#tail.tsMs;
  }

  #grow(): void {
    const values = new Float64Array(this.#values.length * 2);
    const timestampsMs = new Float64Array(values.length);
    values.set(this.#values);
    timestampsMs.set(this.#timestampsMs);
    this.#values = values;
    this.#timestampsMs = timestampsMs;
  }
}

function firstInk(text: string, at: number, end: number): number {
  while (at < end && (isSpace(text.charCodeAt(at)) || text.charCodeAt(at) === NEWLINE)) at++;
  return at;
}
