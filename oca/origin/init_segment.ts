import { boxesIn, findBox, lettersAt, viewFrom } from "./iso_boxes.ts";

/** What the init segment of a track says about it. */
export interface TrackInit {
  readonly kind: "video" | "audio";
  /** Ticks per second of every time in the track. */
  readonly timescale: number;
  /** As players want it: `avc1.4d400d`, `mp4a.40.2`. Source: RFC 6381. */
  readonly codecs: string;
  /** 0 for sound. */
  readonly width: number;
  readonly height: number;
  /** 0 for pictures. */
  readonly channels: number;
  readonly sampleRateHz: number;
  /** What a sample lasts where a segment does not say. */
  readonly sampleTicks: number;
}

/**
 * Reads `init.mp4` of a track with H.264 or AAC.
 *
 * @throws {RangeError} when it is something else
 */
export function readInitSegment(bytes: Uint8Array): TrackInit {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const media = need(findBox(view, "moov/trak/mdia"), "mdia");
  const header = need(findBox(media, "mdhd"), "mdhd");
  const timescale = header.getUint32(header.getUint8(0) === 1 ? 20 : 12);
  const movieExtends = findBox(view, "moov/mvex/trex");
  const common = { timescale, sampleTicks: movieExtends?.getUint32(12) ?? 0 };
  const entries = viewFrom(need(findBox(media, "minf/stbl/stsd"), "stsd"), 8);
  const [entry] = boxesIn(entries);
  if (entry?.type === "avc1") return { ...common, ...pictures(entry.body) };
  if (entry?.type === "mp4a") return { ...common, ...sound(entry.body) };
  throw new RangeError(`A track is coded as "${entry?.type}", which is neither H.264 nor AAC`);
}

/** VisualSampleEntry: 78 bytes, then boxes. Source: ISO/IEC 14496-12, section 12.1.3. */
function pictures(entry: DataView) {
  const config = need(findBox(viewFrom(entry, 78), "avcC"), "avcC");
  const profile = [1, 2, 3].map((at) => config.getUint8(at).toString(16).padStart(2, "0"));
  return {
    kind: "video" as const,
    codecs: `avc1.${profile.join("")}`,
    width: entry.getUint16(24),
    height: entry.getUint16(26),
    channels: 0,
    sampleRateHz: 0,
  };
}

/** AudioSampleEntry: 28 bytes, then boxes. Source: ISO/IEC 14496-12, section 12.2.3. */
function sound(entry: DataView) {
  const descriptor = viewFrom(need(findBox(viewFrom(entry, 28), "esds"), "esds"), 4);
  return {
    kind: "audio" as const,
    codecs: `mp4a.40.${audioObjectType(descriptor)}`,
    width: 0,
    height: 0,
    channels: entry.getUint16(16),
    sampleRateHz: entry.getUint32(24) >>> 16,
  };
}

/** The first five bits of the DecoderSpecificInfo. Source: ISO/IEC 14496-1, section 7.2.6. */
function audioObjectType(esds: DataView): number {
  const stream = descriptorAt(esds, 0, 0x03);
  const decoder = descriptorAt(esds, stream + 3, 0x04);
  const specific = descriptorAt(esds, decoder + 13, 0x05);
  return esds.getUint8(specific) >>> 3;
}

/** Where the body of a descriptor begins; its size takes one to four bytes. */
function descriptorAt(view: DataView, at: number, tag: number): number {
  if (view.getUint8(at) !== tag) throw new RangeError("The description of the sound is not AAC");
  let body = at + 1;
  while ((view.getUint8(body) & 0x80) !== 0) body++;
  return body + 1;
}

function need(view: DataView | undefined, what: string): DataView {
  if (view === undefined) throw new RangeError(`The init segment has no ${what}`);
  return view;
}

/** The first box of a file, which says what it is: `ftyp` of an init segment, `styp` of a segment. */
export function firstBoxType(bytes: Uint8Array): string {
  if (bytes.byteLength < 8) return "";
  return lettersAt(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), 4);
}
