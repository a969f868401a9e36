import assert from "node:assert/strict";
import { type ProbeAnswer, readMovieFacts } from "./movie_facts.ts";

const VIDEO = {
  index: 0,
  codec_type: "video",
  width: 1920,
  height: 1080,
  duration: "60.0",
  avg_frame_rate: "30000/1001",
};
const AUDIO = { index: 1, codec_type: "audio", tags: { language: "ger" } };

function facts(streams: ProbeAnswer["streams"]) {
  return readMovieFacts({ format: { duration: "61.5" }, ...(streams && { streams }) });
}

Deno.test("readMovieFacts() finds pictures, sound and their languages", () => {
  const movie = facts([VIDEO, AUDIO]);
  assert.equal(movie.durationS, 60);
  assert.deepEqual(movie.video.frameRate, { count: 30000, perS: 1001 });
  assert.deepEqual(movie.audio, { index: 1, language: "de" });
});

Deno.test("a movie without sound is a movie", () => {
  assert.equal(facts([VIDEO]).audio, undefined);
});

Deno.test("a length comes from the container where the stream has none", () => {
  const { duration: _, ...video } = VIDEO;
  assert.equal(facts([video]).durationS, 61.5);
});

Deno.test("pictures are shown upright and with square pixels", () => {
  const size = (video: object) => {
    const { width, height } = facts([{ ...VIDEO, ...video }]).video;
    return [width, height];
  };
  assert.deepEqual(size({ side_data_list: [{ rotation: -90 }] }), [1080, 1920]);
  assert.deepEqual(size({ width: 720, height: 576, sample_aspect_ratio: "64:45" }), [1024, 576]);
  assert.deepEqual(size({ sample_aspect_ratio: "0:1" }), [1920, 1080]);
});

Deno.test("a rate that nobody cuts to becomes one that somebody does", () => {
  const rate = (avg: string) => facts([{ ...VIDEO, avg_frame_rate: avg }]).video.frameRate;
  assert.deepEqual(rate("2997/125"), { count: 24, perS: 1 });
  assert.deepEqual(rate("120/1"), { count: 60, perS: 1 });
  assert.deepEqual(rate("1/10"), { count: 1, perS: 1 });
  assert.deepEqual(rate("0/0"), { count: 25, perS: 1 });
});

Deno.test("text captions count once for each language, pictures of captions do not", () => {
  const captions = facts([
    VIDEO,
    { index: 2, codec_type: "subtitle", codec_name: "subrip", tags: { language: "eng" } },
    { index: 3, codec_type: "subtitle", codec_name: "ass", tags: { language: "eng" } },
    { index: 4, codec_type: "subtitle", codec_name: "hdmv_pgs_subtitle" },
    { index: 5, codec_type: "subtitle", codec_name: "mov_text", tags: { language: "../etc" } },
  ]).captions;
  assert.deepEqual(captions, [{ index: 2, language: "en" }, { index: 5, language: "und" }]);
});

Deno.test("what is no movie is refused with its reason", () => {
  assert.throws(() => facts([AUDIO]), /it has sound but no pictures/);
  assert.throws(() => facts([]), /it has no pictures/);
  assert.throws(
    () => facts([{ ...VIDEO, disposition: { attached_pic: 1 } }, AUDIO]),
    /no pictures/,
  );
  assert.throws(() => facts([{ ...VIDEO, duration: "0.1" }]), /half a second/);
  assert.throws(() => facts([{ ...VIDEO, duration: "N/A" }]), /half a second/);
  assert.throws(() => facts([{ ...VIDEO, height: 32 }]), /64 is the least/);
});
