/** What of a movie the encoder works with. */
export interface MovieFacts {
  readonly durationS: number;
  readonly video: {
    /** Number of the stream in the file. */
    readonly index: number;
    /** As it is shown: turned upright, with square pixels. */
    readonly width: number;
    readonly height: number;
    readonly frameRate: FrameRate;
  };
  readonly audio: { readonly index: number; readonly language: string } | undefined;
  readonly captions: readonly { readonly index: number; readonly language: string }[];
}

/** Pictures per second as a fraction, so that 30000/1001 stays what it is. */
export interface FrameRate {
  readonly count: number;
  readonly perS: number;
}

/** What `ffprobe -show_format -show_streams` prints, as far as it is used. */
export interface ProbeAnswer {
  readonly format?: { readonly duration?: string };
  readonly streams?: readonly ProbeStream[];
}

interface ProbeStream {
  readonly index: number;
  readonly codec_type?: string;
  readonly codec_name?: string;
  readonly width?: number;
  readonly height?: number;
  readonly duration?: string;
  readonly sample_aspect_ratio?: string;
  readonly avg_frame_rate?: string;
  readonly r_frame_rate?: string;
  readonly disposition?: { readonly attached_pic?: number };
  readonly tags?: Readonly<Record<string, string>>;
  readonly side_data_list?: readonly { readonly rotation?: number }[];
}

const MOST_RATE = 60;
const SMALLEST = 64;
const TEXT_CAPTIONS = ["subrip", "ass", "ssa", "mov_text", "webvtt", "text"];
const LANGUAGE = /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/;

/**
 * Reads what ffprobe found.
 *
 * @throws {RangeError} naming why this is not a movie that can be encoded
 */
export function readMovieFacts(probe: ProbeAnswer): MovieFacts {
  const streams = probe.streams ?? [];
  const video = streams.find((one) =>
    one.codec_type === "video" && one.disposition?.attached_pic !== 1
  );
  const audio = streams.find((one) => one.codec_type === "audio");
  if (video === undefined) {
    throw new RangeError(audio ? "it has sound but no pictures" : "it has no pictures");
  }
  const durationS = Number(video.duration ?? probe.format?.duration);
  if (!(durationS > 0.5)) throw new RangeError("it is no longer than half a second");
  const { width, height } = shownSize(video);
  if (Math.min(width, height) < SMALLEST) {
    throw new RangeError(`its pictures are ${width}x${height}, and ${SMALLEST} is the least`);
  }
  return {
    durationS,
    video: { index: video.index, width, height, frameRate: rateOf(video) },
    audio: audio && { index: audio.index, language: languageOf(audio) },
    captions: captionsOf(streams),
  };
}

/** One track of captions for each language: the first wins. */
function captionsOf(streams: readonly ProbeStream[]): MovieFacts["captions"] {
  const byLanguage = new Map<string, { index: number; language: string }>();
  for (const stream of streams) {
    const isText = stream.codec_type === "subtitle" &&
      TEXT_CAPTIONS.includes(stream.codec_name ?? "");
    const language = languageOf(stream);
    if (isText && !byLanguage.has(language)) {
      byLanguage.set(language, { index: stream.index, language });
    }
  }
  return [...byLanguage.values()];
}

/** A tag such as `ger` as players write it, `de`; `und` where the file does not say. */
function languageOf({ tags }: ProbeStream): string {
  try {
    const tag = Intl.getCanonicalLocales(tags?.["language"] ?? "und")[0] ?? "und";
    return LANGUAGE.test(tag) ? tag : "und";
  } catch {
    return "und"; // Not a language tag at all.
  }
}

function shownSize(video: ProbeStream): { width: number; height: number } {
  const [across = 1, down = 1] = (video.sample_aspect_ratio ?? "1:1").split(":").map(Number);
  const stretch = across > 0 && down > 0 ? across / down : 1;
  const width = Math.round((video.width ?? 0) * stretch);
  const height = video.height ?? 0;
  const turned = video.side_data_list?.find((one) => one.rotation !== undefined)?.rotation ?? 0;
  return Math.abs(turned) % 180 === 90 ? { width: height, height: width } : { width, height };
}

/** The rate of the file; 60 at most, and 25 where it does not say. */
function rateOf(video: ProbeStream): FrameRate {
  const given = [video.avg_frame_rate, video.r_frame_rate].map(fraction);
  const rate = given.find((one) => one.count > 0 && one.perS > 0) ?? { count: 25, perS: 1 };
  const isOdd = rate.count / rate.perS > MOST_RATE || rate.count / rate.perS < 1;
  if (isOdd) return { count: rate.count / rate.perS < 1 ? 1 : MOST_RATE, perS: 1 };
  // A rate that was measured, such as 24.97, is no rate that anything is cut to: the whole one is near.
  return rate.perS === 1 || rate.perS === 1001
    ? rate
    : { count: Math.max(1, Math.round(rate.count / rate.perS)), perS: 1 };
}

function fraction(text: string | undefined): FrameRate {
  const [count = 0, perS = 0] = (text ?? "").split("/").map(Number);
  return { count, perS };
}
