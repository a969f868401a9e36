import assert from "node:assert/strict";
import { type Signature, signHls } from "./sign_hls.ts";

const SIGNATURE: Signature = {
  query: "exp=1&sig=k.m&c=127.0.0.1",
  steeringUrl: "http://127.0.0.1:7070/steering/hls?t=x&v=1",
  pathwayId: "c001.fra001.isp-a",
  baseUrl: "http://127.66.1.1:80/x/1/",
};
const Q = SIGNATURE.query;

Deno.test("signHls() puts the query behind every address of a media playlist", () => {
  const playlist = '#EXTM3U\n#EXT-X-MAP:URI="init.mp4"\n#EXTINF:2,\n1.m4s\n\n#EXT-X-ENDLIST\n';
  assert.equal(
    signHls(playlist, SIGNATURE),
    `#EXTM3U\n#EXT-X-MAP:URI="init.mp4?${Q}"\n#EXTINF:2,\n1.m4s?${Q}\n\n#EXT-X-ENDLIST\n`,
  );
});

Deno.test("signHls() gives a master Content Steering and every variant and track a pathway", () => {
  const signed = signHls(
    [
      "#EXTM3U",
      "#EXT-X-VERSION:7",
      '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="x",URI="a0/playlist.m3u8"',
      '#EXT-X-STREAM-INF:BANDWIDTH=1,PATHWAY-ID="old",AUDIO="a"',
      "v0/playlist.m3u8?z=1",
      '#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=1,URI="i.m3u8"',
    ].join("\r\n"),
    SIGNATURE,
  ).split("\n");
  assert.deepEqual(signed, [
    "#EXTM3U",
    "#EXT-X-VERSION:7",
    `#EXT-X-CONTENT-STEERING:SERVER-URI="${SIGNATURE.steeringUrl}",PATHWAY-ID="c001.fra001.isp-a"`,
    `#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="x",URI="a0/playlist.m3u8?${Q}",PATHWAY-ID="c001.fra001.isp-a"`,
    '#EXT-X-STREAM-INF:BANDWIDTH=1,AUDIO="a",PATHWAY-ID="c001.fra001.isp-a"',
    `v0/playlist.m3u8?z=1&${Q}`,
    `#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=1,URI="i.m3u8?${Q}"`,
  ]);
});

Deno.test("signHls() signs no address that leads elsewhere", () => {
  const elsewhere = ["http://example.com/1.m4s", "//example.com/1.m4s", "data:text/plain,x"];
  const playlist = ["#EXTM3U", ...elsewhere].join("\n");
  assert.equal(signHls(playlist, SIGNATURE), playlist);
});
