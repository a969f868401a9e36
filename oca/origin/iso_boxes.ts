/** One box of an ISO base media file. Source: ISO/IEC 14496-12, section 4.2. */
export interface Box {
  /** Four letters: `moof`. */
  readonly type: string;
  /** What stands behind size and type. */
  readonly body: DataView;
  /** Whole size with the head. */
  readonly sizeBytes: number;
}

const HEAD_BYTES = 8;
const LARGE_HEAD_BYTES = 16;

/**
 * The boxes that follow each other in some bytes.
 *
 * @throws {RangeError} when a box does not end where the bytes say it does
 */
export function boxesIn(view: DataView): Box[] {
  const boxes: Box[] = [];
  for (let at = 0; at < view.byteLength;) {
    const box = boxAt(view, at);
    boxes.push(box);
    at += box.sizeBytes;
  }
  return boxes;
}

/** The first box below a path such as `moov/trak/mdia`, or undefined. */
export function findBox(view: DataView, path: string): DataView | undefined {
  return path.split("/").reduce<DataView | undefined>(
    (inside, type) => inside && boxesIn(inside).find((box) => box.type === type)?.body,
    view,
  );
}

/** Four letters at a place. */
export function lettersAt(view: DataView, at: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((index) => view.getUint8(at + index)));
}

/** A view of what is left from a place on. */
export function viewFrom(view: DataView, at: number): DataView {
  return new DataView(view.buffer, view.byteOffset + at, view.byteLength - at);
}

function boxAt(view: DataView, at: number): Box {
  if (at + HEAD_BYTES > view.byteLength) throw new RangeError("A box is cut off in its head");
  const shortSize = view.getUint32(at);
  const headBytes = shortSize === 1 ? LARGE_HEAD_BYTES : HEAD_BYTES;
  const sizeBytes = shortSize === 1 ? Number(view.getBigUint64(at + HEAD_BYTES)) : shortSize;
  const type = lettersAt(view, at + 4);
  if (sizeBytes < headBytes || at + sizeBytes > view.byteLength) {
    throw new RangeError(`The box "${type}" says ${sizeBytes} bytes, which are not there`);
  }
  const start = view.byteOffset + at + headBytes;
  return { type, sizeBytes, body: new DataView(view.buffer, start, sizeBytes - headBytes) };
}
