import type { AudioTrack, CaptionTrack } from "@netops/core/contracts";
import { durationS, peakBps, type TitleTracks, type Track } from "./track.ts";

const ROLE = 'schemeIdUri="urn:mpeg:dash:role:2011"';

/**
 * The MPD over the same files as the HLS playlists.
 *
 * Segments stand in a SegmentTimeline: AAC frames do not end on whole seconds, so one duration for all
 * would be wrong by some milliseconds more with every segment. Source: ISO/IEC 23009-1, section 5.3.9.
 */
export function dashManifest(
  tracks: TitleTracks,
  about: { readonly audio: AudioTrack; readonly captions: readonly CaptionTrack[] },
): string {
  const longestS = Math.max(...tracks.video.map(durationS));
  const longestSegmentS = Math.max(
    ...tracks.video.flatMap((track) =>
      track.segments.map((segment) => segment.durationTicks / track.init.timescale)
    ),
  );
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" ' +
    'profiles="urn:mpeg:dash:profile:isoff-live:2011,urn:mpeg:dash:profile:cmaf:2019" ' +
    `mediaPresentationDuration="${period(longestS)}" minBufferTime="${period(2)}" ` +
    `maxSegmentDuration="${period(longestSegmentS)}">`,
    `  <Period id="0" start="PT0S" duration="${period(longestS)}">`,
    ...pictures(tracks.video),
    ...sound(tracks.audio, about.audio.language),
    ...about.captions.flatMap((caption, index) => text(caption, index)),
    "  </Period>",
    "</MPD>",
    "",
  ].join("\n");
}

function pictures(video: readonly Track[]): string[] {
  return [
    '    <AdaptationSet id="0" contentType="video" mimeType="video/mp4" ' +
    'segmentAlignment="true" startWithSAP="1">',
    `      <Role ${ROLE} value="main"/>`,
    ...video.flatMap((track) => [
      `      <Representation id="${track.folder}" codecs="${track.init.codecs}" ` +
      `bandwidth="${peakBps(track)}" width="${track.init.width}" height="${track.init.height}" ` +
      `frameRate="${frameRate(track.frameRate)}">`,
      ...template(track),
      "      </Representation>",
    ]),
    "    </AdaptationSet>",
  ];
}

function sound(track: Track, language: string): string[] {
  const { codecs, channels, sampleRateHz } = track.init;
  return [
    `    <AdaptationSet id="1" contentType="audio" mimeType="audio/mp4" lang="${
      escape(language)
    }" ` +
    'segmentAlignment="true" startWithSAP="1">',
    `      <Role ${ROLE} value="main"/>`,
    `      <Representation id="${track.folder}" codecs="${codecs}" ` +
    `bandwidth="${peakBps(track)}" audioSamplingRate="${sampleRateHz}">`,
    "        <AudioChannelConfiguration " +
    `schemeIdUri="urn:mpeg:dash:23003:3:audio_channel_configuration:2011" value="${channels}"/>`,
    ...template(track),
    "      </Representation>",
    "    </AdaptationSet>",
  ];
}

function text(caption: CaptionTrack, index: number): string[] {
  return [
    `    <AdaptationSet id="${2 + index}" contentType="text" mimeType="text/vtt" ` +
    `lang="${escape(caption.language)}">`,
    `      <Role ${ROLE} value="subtitle"/>`,
    `      <Label>${escape(caption.label)}</Label>`,
    `      <Representation id="captions-${escape(caption.language)}" bandwidth="256">`,
    `        <BaseURL>${escape(caption.path)}</BaseURL>`,
    "      </Representation>",
    "    </AdaptationSet>",
  ];
}

function template(track: Track): string[] {
  return [
    `        <SegmentTemplate timescale="${track.init.timescale}" startNumber="1" ` +
    `initialization="${track.folder}/init.mp4" media="${track.folder}/$Number$.m4s">`,
    "          <SegmentTimeline>",
    ...timeline(track).map((entry) => `            ${entry}`),
    "          </SegmentTimeline>",
    "        </SegmentTemplate>",
  ];
}

/** Equal durations in a row are one entry: `r` says how often it comes again. */
function timeline(track: Track): string[] {
  const entries: { ticks: number; again: number }[] = [];
  for (const { durationTicks } of track.segments) {
    const last = entries.at(-1);
    if (last?.ticks === durationTicks) last.again++;
    else entries.push({ ticks: durationTicks, again: 0 });
  }
  return entries.map(({ ticks, again }, index) =>
    `<S${index === 0 ? ' t="0"' : ""} d="${ticks}"${again > 0 ? ` r="${again}"` : ""}/>`
  );
}

/** A rate such as 30000/1001 stays a fraction. */
function frameRate(ratePerS: number): string {
  const whole = Math.round(ratePerS);
  if (Math.abs(ratePerS - whole) < 0.001) return String(whole);
  return Math.abs(ratePerS - (whole * 1000) / 1001) < 0.001
    ? `${whole * 1000}/1001`
    : `${Math.round(ratePerS * 1000)}/1000`;
}

function period(seconds: number): string {
  return `PT${Number(seconds.toFixed(6))}S`;
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
