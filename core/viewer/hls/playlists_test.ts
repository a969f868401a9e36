import assert from "node:assert/strict";
import fc from "fast-check";
import { isMaster, parseMaster } from "./master_playlist.ts";
import { parseMedia } from "./media_playlist.ts";

const URI = "http://127.66.1.1:9000/t1/v1/master.m3u8?exp=1&sig=a&c=127.0.0.1";
const MASTER = `#EXTM3U
#EXT-X-VERSION:7
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-CONTENT-STEERING:SERVER-URI="http://127.0.0.1:7070/steering/hls?t=t1",PATHWAY-ID="c1"
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="audio",NAME="English, loud",LANGUAGE="en",DEFAULT=YES,STABLE-RENDITION-ID="a0",URI="a0/playlist.m3u8?exp=1"

#EXT-X-STREAM-INF:BANDWIDTH=900000,AVERAGE-BANDWIDTH=1,RESOLUTION=640x360,CODECS="avc1.4d401e,mp4a.40.2",AUDIO="audio",PATHWAY-ID="c1",STABLE-VARIANT-ID="v1"
v1/playlist.m3u8?exp=1
#EXT-X-STREAM-INF:BANDWIDTH=400000
http://127.0.0.9/v0/playlist.m3u8
`;
const MEDIA = `#EXTM3U
#EXT-X-TARGETDURATION:2
#EXT-X-PLAYLIST-TYPE:VOD
#EXT-X-MAP:URI="init.mp4?exp=1"
#EXTINF:2.000000,
1.m4s?exp=1
#EXTINF:1.5,last
2.m4s
#EXT-X-ENDLIST
`;

Deno.test("parseMaster() reads variants and renditions with absolute addresses", () => {
  const master = parseMaster(MASTER, URI);
  assert.deepEqual(master?.variants, [
    {
      uri: "http://127.66.1.1:9000/t1/v1/v1/playlist.m3u8?exp=1",
      bitrateBps: 900_000,
      width: 640,
      height: 360,
      audioGroup: "audio",
      pathway: "c1",
      stableId: "v1",
    },
    {
      uri: "http://127.0.0.9/v0/playlist.m3u8",
      bitrateBps: 400_000,
      width: 0,
      height: 0,
      audioGroup: undefined,
      pathway: ".",
      stableId: undefined,
    },
  ]);
  const [sound] = master?.renditions ?? [];
  assert.equal(sound?.name, "English, loud");
  assert.equal(sound?.uri, "http://127.66.1.1:9000/t1/v1/a0/playlist.m3u8?exp=1");
  assert.equal(sound?.stableId, "a0");
});

Deno.test("parseMedia() reads segments, durations and the init segment; carriage returns change nothing", () => {
  const expected = {
    initUri: "http://127.66.1.1:9000/t1/v1/init.mp4?exp=1",
    segments: [
      { uri: "http://127.66.1.1:9000/t1/v1/1.m4s?exp=1", durationMs: 2_000 },
      { uri: "http://127.66.1.1:9000/t1/v1/2.m4s", durationMs: 1_500 },
    ],
  };
  assert.deepEqual(parseMedia(MEDIA, URI), expected);
  assert.deepEqual(parseMedia(MEDIA.replaceAll("\n", "\r\n"), URI), expected);
});

Deno.test("a playlist that was cut off anywhere is no playlist", () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: MEDIA.length - 2 }), (length) => {
    assert.equal(parseMedia(MEDIA.slice(0, length), URI), undefined);
  }));
});

Deno.test("what is no playlist is none, whatever it is", () => {
  assert.equal(parseMaster("<html>", URI), undefined);
  assert.equal(parseMaster("#EXTM3U\n", URI), undefined);
  assert.equal(parseMedia("#EXTM3U\n#EXT-X-ENDLIST\n", URI), undefined);
  assert.equal(parseMedia("#EXTM3U\n#EXTINF:0,\n1.m4s\n#EXT-X-ENDLIST", URI), undefined);
  fc.assert(fc.property(fc.string(), (text) => {
    parseMaster(text, URI);
    parseMedia(text, URI);
    parseMaster(`#EXTM3U\n${text}`, URI);
    parseMedia(`#EXTM3U\n${text}\n#EXT-X-ENDLIST`, URI);
  }));
});

Deno.test("isMaster() is whether parseMaster() reads it", () => {
  const line = fc.constantFrom(
    ...[
      "#EXTM3U",
      "#EXT-X-STREAM-INF:BANDWIDTH=1",
      " #EXT-X-STREAM-INF:",
      "v0.m3u8",
      " a ",
      "",
      "\r",
    ],
    ...["#EXT-X-MEDIA:TYPE=AUDIO", "#"],
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 8 }), fc.boolean(), (lines, isHeaded) => {
      const text = (isHeaded ? ["#EXTM3U", ...lines] : lines).join("\n");
      assert.equal(isMaster(text), parseMaster(text, URI) !== undefined, JSON.stringify(text));
    }),
    { numRuns: 2_000 },
  );
  assert.equal(isMaster(MASTER), true);
});
