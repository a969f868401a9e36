import assert from "node:assert/strict";
import { captionPlaylist, languageName, masterPlaylist, mediaPlaylist } from "./hls_playlists.ts";
import { audioTrack, videoTrack } from "./track_fixture.ts";

const AUDIO = { name: "a0", language: "de", bitrateBps: 40_000, codecs: "mp4a.40.2" };

Deno.test("a media playlist lists every segment with its own length and ends", () => {
  const text = mediaPlaylist(audioTrack([94, 94, 93, 20]));
  assert.equal(
    text,
    `#EXTM3U
#EXT-X-VERSION:7
#EXT-X-TARGETDURATION:2
#EXT-X-MEDIA-SEQUENCE:1
#EXT-X-PLAYLIST-TYPE:VOD
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-MAP:URI="init.mp4"
#EXTINF:2.005333,
1.m4s
#EXTINF:2.005333,
2.m4s
#EXTINF:1.984000,
3.m4s
#EXTINF:0.426667,
4.m4s
#EXT-X-ENDLIST
`,
  );
});

Deno.test("no segment, rounded, is longer than the target duration", () => {
  const text = mediaPlaylist(videoTrack("v0", [[2, 10], [2.6, 10], [1, 10]]));
  assert.match(text, /#EXT-X-TARGETDURATION:3\n/);
});

Deno.test("the master playlist tells peak and average, size, rate and codecs of each rung", () => {
  const video = [
    videoTrack("v0", [[2, 10_000], [2, 20_000]]),
    videoTrack("v1", [[2, 40_000], [2, 40_000]]),
  ];
  const captions = [{ language: "en", label: 'Eng"lish', path: "captions/en.vtt" }];
  const text = masterPlaylist({ video, audio: audioTrack([75, 75]) }, { audio: AUDIO, captions });
  const lines = text.split("\n");
  // Sound: 7,500 bytes in 1.6 s are 37,500 b/s, at most and on average.
  assert.ok(lines.includes(
    "#EXT-X-STREAM-INF:BANDWIDTH=117500,AVERAGE-BANDWIDTH=97500," +
      'CODECS="avc1.4d400c,mp4a.40.2",RESOLUTION=256x144,FRAME-RATE=24.000,AUDIO="audio",' +
      'SUBTITLES="captions"',
  ));
  assert.deepEqual(lines.filter((line) => /^v\d/.test(line)), [
    "v0/playlist.m3u8",
    "v1/playlist.m3u8",
  ]);
  assert.match(text, /TYPE=AUDIO,.*NAME="Deutsch",LANGUAGE="de",.*URI="a0\/playlist.m3u8"/);
  assert.match(text, /TYPE=SUBTITLES,.*NAME="Eng'lish",.*URI="captions\/en.m3u8"/);
});

Deno.test("without captions no rung refers to them", () => {
  const tracks = { video: [videoTrack("v0", [[2, 1]])], audio: audioTrack([90]) };
  assert.doesNotMatch(masterPlaylist(tracks, { audio: AUDIO, captions: [] }), /SUBTITLES/);
});

Deno.test("captions are one segment as long as the title", () => {
  const text = captionPlaylist("en.vtt", 12.5);
  assert.match(text, /TARGETDURATION:13\n[^]*#EXTINF:12\.500000,\nen\.vtt\n#EXT-X-ENDLIST\n$/);
});

Deno.test("languageName() calls a language what it calls itself", () => {
  assert.deepEqual(["de", "en", "zxx", "und", "not a tag"].map(languageName), [
    "Deutsch",
    "English",
    "No speech",
    "Unknown",
    "not a tag",
  ]);
});
