import assert from "node:assert/strict";
import { XMLParser, XMLValidator } from "fast-xml-parser";
import { signMpd } from "./sign_mpd.ts";

const SIGNATURE = {
  query: "exp=1&sig=k.m&c=127.0.0.1",
  steeringUrl: "http://127.0.0.1:7070/steering/dash?t=x&v=1",
  pathwayId: "c001.fra001.isp-a",
  baseUrl: "http://127.66.1.1:80/x/1/",
};
const MPD = `<?xml version="1.0"?>
<MPD type="static">
  <ProgramInformation/>
  <ServiceDescription id="0"/>
  <Period id="0">
    <AdaptationSet mimeType="video/mp4">
      <SegmentTemplate initialization="$RepresentationID$/init.mp4" media="$RepresentationID$/$Number$.m4s"/>
      <Representation id="v0"/>
    </AdaptationSet>
    <AdaptationSet mimeType="text/vtt">
      <Representation id="en"><BaseURL>captions/en.vtt</BaseURL></Representation>
      <Representation id="de"><BaseURL>captions/</BaseURL></Representation>
    </AdaptationSet>
  </Period>
</MPD>
`;

Deno.test("signMpd() stays XML, signs every file and brings Content Steering in", () => {
  const signed = signMpd(MPD, SIGNATURE);
  assert.equal(XMLValidator.validate(signed), true);
  const parser = new XMLParser({ ignoreAttributes: false, isArray: (name) => name === "BaseURL" });
  const { MPD: mpd } = parser.parse(signed);
  assert.deepEqual(mpd.BaseURL, [
    { "#text": SIGNATURE.baseUrl, "@_serviceLocation": "c001.fra001.isp-a" },
  ]);
  assert.deepEqual(mpd.ContentSteering, {
    "#text": SIGNATURE.steeringUrl,
    "@_defaultServiceLocation": "c001.fra001.isp-a",
    "@_queryBeforeStart": "false",
  });
  const [video, text] = mpd.Period.AdaptationSet;
  const template = video.SegmentTemplate;
  assert.equal(template["@_initialization"], `$RepresentationID$/init.mp4?${SIGNATURE.query}`);
  assert.equal(template["@_media"], `$RepresentationID$/$Number$.m4s?${SIGNATURE.query}`);
  assert.deepEqual(text.Representation.map((track: { BaseURL: string[] }) => track.BaseURL[0]), [
    `captions/en.vtt?${SIGNATURE.query}`,
    "captions/",
  ]);
});

Deno.test("signMpd() puts BaseURL before the service description and the first period", () => {
  const order = [...signMpd(MPD, SIGNATURE).matchAll(/<(BaseURL|ServiceDescription|Period)[ >]/g)];
  assert.deepEqual(order.slice(0, 3).map(([, name]) => name), [
    "BaseURL",
    "ServiceDescription",
    "Period",
  ]);
});
