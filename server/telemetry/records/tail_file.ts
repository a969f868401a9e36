import { type FoundLog, inodeOf } from "./log_folder.ts";
import type { TailEntry } from "./tail_table.ts";

/** What was read of a file. */
export interface TailRead {
  /** Whole lines, without their ends. */
  readonly lines: readonly string[];
  /** The beginnings of lines that are too long to be read whole. */
  readonly cut: readonly string[];
  readonly entry: TailEntry;
}

/** A longer line is left out but for its beginning; fleet writes none above 100 KB. */
const MOST_LINE_BYTES = 262_144;
const SHOWN_BYTES = 32_768;
const MARK_BYTES = 256;
const NEWLINE = 10;
const BUFFER = new Uint8Array(MOST_LINE_BYTES);
const DECODER = new TextDecoder();

/**
 * Reads on from where a file was read to, at most 256 KB; undefined when it is not there any more.
 *
 * A file that is shorter than what was read, or begins differently, is another one and is read from its
 * start. A last line without its end is left until it is whole.
 */
export function readTail(found: FoundLog, known: TailEntry | undefined): TailRead | undefined {
  let file: Deno.FsFile;
  try {
    file = Deno.openSync(found.path);
  } catch {
    return undefined;
  }
  try {
    const stat = file.statSync();
    const { size } = stat;
    // Rotated since it was found: the next look tells where it is.
    if (inodeOf(stat, found.name) !== found.inode) return undefined;
    const isSame = known !== undefined && size >= known.offset && hasMark(file, known.mark);
    const start = isSame ? known : { offset: 0, mark: "", skips: false };
    return readFrom(file, found, start);
  } catch {
    // A disk that fails is asked again at the next look.
    return undefined;
  } finally {
    file.close();
  }
}

type Start = Pick<TailEntry, "offset" | "mark" | "skips">;

function readFrom(file: Deno.FsFile, { inode, name }: FoundLog, start: Start): TailRead {
  const count = readAt(file, BUFFER, start.offset);
  const bytes = BUFFER.subarray(0, count);
  const end = bytes.lastIndexOf(NEWLINE) + 1;
  const isTooLong = end === 0 && count === BUFFER.length;
  const first = start.skips ? bytes.indexOf(NEWLINE) + 1 : 0;
  const lines = end > first ? DECODER.decode(bytes.subarray(first, end - 1)).split("\n") : [];
  const cut = isTooLong && !start.skips ? [DECODER.decode(bytes.subarray(0, SHOWN_BYTES))] : [];
  // What is left out goes on up to the end of its line, piece by piece.
  const taken = isTooLong || (start.skips && end === 0) ? count : end;
  const offset = start.offset + taken;
  const mark = start.mark === "" && offset > 0
    ? markOf(file, Math.min(offset, MARK_BYTES))
    : start.mark;
  const skips = taken === 0 ? start.skips : end === 0;
  return { lines, cut, entry: { inode, name, offset, mark, skips } };
}

function hasMark(file: Deno.FsFile, mark: string): boolean {
  return mark === "" || markOf(file, Number(mark.split(":")[0])) === mark;
}

/** Length and FNV-1a hash of how a file begins. */
function markOf(file: Deno.FsFile, sizeBytes: number): string {
  const bytes = new Uint8Array(sizeBytes);
  const count = readAt(file, bytes, 0);
  let hash = 0x811c9dc5;
  for (const byte of bytes.subarray(0, count)) hash = Math.imul(hash ^ byte, 0x01000193);
  return `${sizeBytes}:${(hash >>> 0).toString(16)}`;
}

function readAt(file: Deno.FsFile, buffer: Uint8Array, offset: number): number {
  file.seekSync(offset, Deno.SeekMode.Start);
  let count = 0;
  while (count < buffer.length) {
    const read = file.readSync(buffer.subarray(count));
    if (read === null || read === 0) break;
    count += read;
  }
  return count;
}
