import assert from "node:assert/strict";
import { XMLParser } from "fast-xml-parser";
import { dashManifest } from "./dash_manifest.ts";
import { audioTrack, videoTrack } from "./track_fixture.ts";

const AUDIO = { name: "a0", language: "de", bitrateBps: 40_000, codecs: "mp4a.40.2" };
const CAPTIONS = [{ language: "en", label: 'Q&A "live" <1>', path: "captions/en.vtt" }];

function parse(text: string) {
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: "",
    isArray: (name) => ["AdaptationSet", "Representation", "S"].includes(name),
  });
  return parser.parse(text).MPD;
}

const VIDEO = [
  videoTrack("v0", [[2, 10_000], [2, 20_000], [1, 5_000]]),
  videoTrack("v1", [[2, 40_000], [2, 40_000], [1, 40_000]]),
];

Deno.test("the MPD says how long everything is, and in what", () => {
  const mpd = parse(
    dashManifest({ video: VIDEO, audio: audioTrack([94, 94, 40]) }, { audio: AUDIO, captions: [] }),
  );
  assert.equal(mpd.type, "static");
  assert.equal(mpd.mediaPresentationDuration, "PT5S");
  assert.equal(mpd.maxSegmentDuration, "PT2S");
  const [video, audio] = mpd.Period.AdaptationSet;
  assert.deepEqual(
    video.Representation.map((one: { id: string; bandwidth: string }) => [one.id, one.bandwidth]),
    [["v0", "80000"], ["v1", "320000"]],
  );
  assert.equal(audio.lang, "de");
  assert.equal(audio.Representation[0].codecs, "mp4a.40.2");
});

Deno.test("a SegmentTimeline has every segment: equal ones together, their sum the whole", () => {
  const mpd = parse(
    dashManifest({ video: VIDEO, audio: audioTrack([94, 94, 40]) }, { audio: AUDIO, captions: [] }),
  );
  const template = mpd.Period.AdaptationSet[1].Representation[0].SegmentTemplate;
  assert.equal(template.media, "a0/$Number$.m4s");
  assert.equal(template.startNumber, "1");
  const entries = template.SegmentTimeline.S as { t?: string; d: string; r?: string }[];
  assert.deepEqual(entries, [{ t: "0", d: "96256", r: "1" }, { d: "40960" }]);
});

Deno.test("rates that are no whole numbers stay fractions", () => {
  const rate = (frameRate: number) => {
    const video = [{ ...VIDEO[0]!, frameRate }];
    return /frameRate="([^"]+)"/.exec(
      dashManifest({ video, audio: audioTrack([90]) }, { audio: AUDIO, captions: [] }),
    )?.[1];
  };
  assert.deepEqual([24, 30_000 / 1001, 12.5].map(rate), ["24", "30000/1001", "12500/1000"]);
});

Deno.test("labels are escaped", () => {
  const mpd = parse(
    dashManifest({ video: VIDEO, audio: audioTrack([94]) }, { audio: AUDIO, captions: CAPTIONS }),
  );
  const text = mpd.Period.AdaptationSet[2];
  assert.equal(text.mimeType, "text/vtt");
  assert.equal(text.Label, 'Q&A "live" <1>');
  assert.equal(text.Representation[0].BaseURL, "captions/en.vtt");
});
