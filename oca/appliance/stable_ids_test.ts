import assert from "node:assert/strict";
import { addStableIds } from "./stable_ids.ts";

Deno.test("addStableIds() names variants and renditions by their address, and leaves the rest alone", () => {
  const playlist = [
    "#EXTM3U",
    '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="x",URI="a0/playlist.m3u8"',
    '#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="c",NAME="x",URI="captions/en.m3u8"',
    '#EXT-X-MEDIA:TYPE=CLOSED-CAPTIONS,GROUP-ID="c",NAME="x"',
    "#EXT-X-STREAM-INF:BANDWIDTH=1",
    "v0/playlist.m3u8?z=1",
    '#EXT-X-STREAM-INF:BANDWIDTH=2,STABLE-VARIANT-ID="own"',
    "v1/playlist.m3u8",
  ];
  assert.deepEqual(addStableIds(playlist.join("\r\n")).split("\n"), [
    playlist[0],
    `${playlist[1]},STABLE-RENDITION-ID="a0"`,
    `${playlist[2]},STABLE-RENDITION-ID="captions/en"`,
    playlist[3],
    `${playlist[4]},STABLE-VARIANT-ID="v0"`,
    ...playlist.slice(5),
  ]);
});
