import type { LoadError, LoadEvent } from "./load_report.ts";

const TRACES = ["9f2c41aa03d94c55a1b2c3d4e5f60718", "0b7d1e22c4f84f0d9a6b5c4d3e2f1a09"];

/** What the platform said during the fixture's load: an OCA that hangs, and a zone that is lost. */
export function fixtureEvents(startedAtMs: number): readonly LoadEvent[] {
  const at = (second: number) => startedAtMs + second * 1_000;
  return [
    {
      ...{ tsMs: at(20), endMs: at(35), lane: "chaos", subject: "c001.fra001.isp-a" },
      ...{ text: "hang on c001.fra001.isp-a (1 target)", traceId: TRACES[0] ?? "" },
    },
    {
      ...{ tsMs: at(40), endMs: at(55), lane: "chaos", subject: "zone eu-b" },
      text: "zone-loss on eu-b (6 targets)",
    },
    {
      ...{ tsMs: at(22.1), endMs: at(36.4), lane: "breaker", subject: "steering" },
      text: "steering keeps c001.fra001.isp-a out of its answers",
    },
    {
      ...{ tsMs: at(41.2), lane: "breaker", subject: "gateway" },
      text: "gateway to playback: open, 52 % of 40 requests failed",
    },
    {
      ...{ tsMs: at(47.9), lane: "breaker", subject: "gateway" },
      text: "gateway to playback: closed",
    },
    {
      ...{ tsMs: at(43), lane: "registry", subject: "playback-v000-2" },
      text: "6 leases in eu-b ran out",
    },
    {
      ...{ tsMs: at(40.1), lane: "process", subject: "playback-v000-2" },
      text: "playback-v000-2 ended by SIGKILL",
    },
    {
      ...{ tsMs: at(52.3), lane: "process", subject: "playback-v000-2" },
      text: "playback-v000-2 is up again after 12 s",
    },
    {
      ...{ tsMs: at(8), endMs: at(17), lane: "deploy", subject: "catalog" },
      text: "catalog v000 to v001, canary 25 %",
    },
  ];
}

/** What failed during the fixture's load. */
export function fixtureFailures(startedAtMs: number): readonly LoadError[] {
  const at = (second: number) => startedAtMs + second * 1_000;
  return [
    {
      ...{ type: "timeout", service: "c001.fra001.isp-a", count: 148 },
      ...{ firstAtMs: at(20.4), lastAtMs: at(34.8), traceIds: TRACES },
      url: "http://127.10.1.1:7741/titles/night-signal-3f2a/video/1080p/segment-00041.m4s",
      message: "no first byte within 2 s",
    },
    {
      ...{ type: "http 503", service: "playback", count: 9 },
      ...{ firstAtMs: at(41.1), lastAtMs: at(42.9), traceIds: TRACES.slice(1) },
      ...{ url: "http://127.0.0.1:7700/api/playback/play", message: "no instance answers" },
    },
    {
      ...{ type: "reset", service: "c001.ams001.ix", count: 3 },
      ...{ firstAtMs: at(40.2), lastAtMs: at(40.3), traceIds: [] },
      url: "http://127.30.1.1:7751/titles/night-signal-3f2a/video/720p/segment-00012.m4s",
      message: "connection reset by peer",
    },
  ];
}
