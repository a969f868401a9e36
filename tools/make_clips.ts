/**
 * Makes the built-in titles in `oca/origin/titles` from the drawings in `tools/clips`:
 * `deno run -A tools/make_clips.ts [TITLE…]`. Needs ffmpeg with libx264 and the DejaVu fonts.
 *
 * With the same ffmpeg and the same Deno the same bytes come out: one thread, x264's
 * `cpu-independent`, no dates. Another version of x264 or of ffmpeg's AAC coder makes others.
 *
 * @module
 */
import { join } from "node:path";
import { packageTitle, TITLE_FILE } from "../oca/origin/package_title.ts";
import type { Clip, Cue } from "./clips/clip.ts";
import { COLOUR_BARS } from "./clips/colour_bars.ts";
import { drawPicture, drawSound, PICTURE } from "./clips/draw.ts";
import { HARBOUR_LIGHTS } from "./clips/harbour_lights.ts";
import { NIGHT_SIGNAL } from "./clips/night_signal.ts";
import { encodeRung, encodeSound, type Rung, stillPicture } from "./clips/encode.ts";

const CLIPS: readonly Clip[] = [NIGHT_SIGNAL, HARBOUR_LIGHTS, COLOUR_BARS];
const TITLES = new URL("../oca/origin/titles/", import.meta.url).pathname;
const SEGMENT_S = 2;

/** Without the 0.1 s hls.js waits for sound that ends after the pictures, and never says `ended`. */
const SOUND_SHORTER_S = 0.1;

const RUNGS: readonly Rung[] = [
  { name: "v0", width: 256, height: 144, quality: 33 },
  { name: "v1", width: 512, height: 288, quality: 30 },
  { name: "v2", width: 640, height: 360, quality: 25 },
];

async function makeClip(clip: Clip): Promise<void> {
  const work = await Deno.makeTempDir({ prefix: "netops-clip-" });
  try {
    const dir = join(TITLES, clip.titleId);
    await Deno.remove(dir, { recursive: true }).catch(() => undefined);
    await Deno.mkdir(join(dir, "captions"), { recursive: true });
    const pictures = join(work, "pictures.rgb");
    await drawAll(clip, pictures);
    const source = { pictures, title: clip.title, segmentS: SEGMENT_S };
    for (const rung of RUNGS) await encodeRung(dir, rung, source);
    const sound = join(work, "sound.pcm");
    await Deno.writeFile(sound, drawSound(clip.melody, clip.durationS - SOUND_SHORTER_S));
    await encodeSound(dir, sound, SEGMENT_S);
    await stillPicture(dir, pictures, clip.title);
    for (const { language, cues } of clip.captions) {
      await Deno.writeTextFile(join(dir, "captions", `${language}.vtt`), webVtt(cues));
    }
    await describe(clip, dir);
  } finally {
    await Deno.remove(work, { recursive: true });
  }
}

async function describe(clip: Clip, dir: string): Promise<void> {
  const packaged = await packageTitle(dir, {
    titleId: clip.titleId,
    title: clip.title,
    audioLanguage: "zxx",
    captionLanguages: clip.captions.map(({ language }) => language),
    segmentMs: SEGMENT_S * 1000,
  });
  await Deno.writeTextFile(join(dir, TITLE_FILE), `${JSON.stringify(packaged, null, 2)}\n`);
  const sizeBytes = packaged.files.reduce((sum, file) => sum + file.sizeBytes, 0);
  const rungs = packaged.rungs.map((rung) => `${rung.height}p ${rung.bitrateBps} b/s`).join(", ");
  console.log(`${clip.titleId} ${packaged.version}: ${sizeBytes} bytes; ${rungs}`);
}

async function drawAll(clip: Clip, path: string): Promise<void> {
  using file = await Deno.open(path, { write: true, create: true });
  for (let number = 0; number < clip.durationS * PICTURE.ratePerS; number++) {
    const picture = drawPicture(clip, number / PICTURE.ratePerS);
    for (let at = 0; at < picture.byteLength;) at += await file.write(picture.subarray(at));
  }
}

function webVtt(cues: readonly Cue[]): string {
  const time = (seconds: number) => `00:00:${seconds.toFixed(3).padStart(6, "0")}`;
  const blocks = cues.map(({ fromS, untilS, text }) =>
    `${time(fromS)} --> ${time(untilS)}\n${text}\n`
  );
  return ["WEBVTT\n", ...blocks].join("\n");
}

for (const clip of CLIPS) {
  if (Deno.args.length === 0 || Deno.args.includes(clip.titleId)) await makeClip(clip);
}
