import assert from "node:assert/strict";
import { type TitleJob, type TitlePackage, TitlesDocument } from "@netops/core/contracts";
import {
  bar,
  jobLine,
  stepWords,
  titleDocument,
  titleLines,
  titlesDocument,
  titleTable,
} from "./title_table.ts";

const TITLE: TitlePackage = {
  ...{ titleId: "night", version: "0123456789abcdef", title: "Night\u001b[2J" },
  ...{ durationMs: 48_000, segmentMs: 2_000 },
  rungs: [
    { name: "v0", width: 256, height: 144, bitrateBps: 28_780, codecs: "avc1.4d400c" },
    { name: "v1", width: 640, height: 360, bitrateBps: 200_403, codecs: "avc1.4d401f" },
  ],
  audio: [{ name: "a0", language: "zxx", bitrateBps: 40_000, codecs: "mp4a.40.2" }],
  captions: [{ language: "de", label: "Deutsch", path: "captions/de.vtt" }],
  files: [{ path: "v0/1.m4s", sizeBytes: 655_000, sha256: "00" }],
};
const JOB: TitleJob = {
  ...{ id: "j1", titleId: "movie", title: "Movie", state: "running", step: "v1", createdAtMs: 1 },
  steps: [
    { name: "probe", done: true },
    { name: "v0", done: true },
    { name: "v1", done: false },
  ],
  ...{ ratio: 0.427, etaMs: 12_000 },
};
const PAINT = (_: string, text: string) => text;

Deno.test("titleTable() has a line for each title and each that is being made", () => {
  const lines = titleTable([TITLE], [JOB], { paint: PAINT });
  assert.match(
    lines[1] ?? "",
    /^night +Night\S* +48\.0s +144p 360p +de +655 kB +0123456789abcdef$/,
  );
  assert.ok(!lines.join("\n").includes("\u001b"), "a name cannot draw on the terminal");
  assert.deepEqual(lines.slice(2), ["", "movie: rung 2 of 2, step 3 of 3, 42 %, 12.0s left"]);
  assert.equal(titleTable([TITLE], [], { paint: PAINT }).length, 2);
});

Deno.test("jobLine() says what a job does, or why it does nothing", () => {
  assert.equal(jobLine({ ...JOB, state: "queued" }), "waits for the one before it");
  assert.equal(jobLine({ ...JOB, state: "cancelled" }), "cancelled");
  const error = { code: "REQUEST_INVALID", message: "Cannot make it" };
  assert.equal(jobLine({ ...JOB, state: "failed", error }), "Cannot make it");
  const { etaMs: _, ...early } = JOB;
  assert.equal(
    jobLine({ ...early, step: "probe", steps: [JOB.steps[0]!], ratio: 0 }),
    "probe, 0 %",
  );
});

Deno.test("stepWords() names rungs by their place and leaves other steps as they are", () => {
  const words = (step: string) => stepWords({ ...JOB, step });
  assert.deepEqual(["v0", "v1", "a0", "captions"].map(words), [
    ...["rung 1 of 2", "rung 2 of 2", "sound", "captions"],
  ]);
});

Deno.test("titlesDocument() keeps its contract, and says nothing that is not in it", () => {
  const failed = { ...JOB, error: { code: "REQUEST_INVALID", message: "Cannot make it" } };
  const document = titlesDocument([TITLE], [JOB, failed]);
  assert.deepEqual(TitlesDocument.parse(document), document);
});

Deno.test("titlesDocument() has what scripts rely on", () => {
  assert.deepEqual(titlesDocument([TITLE], []), {
    schema: "netops.titles/v1",
    titles: [{
      id: "night",
      title: "Night\u001b[2J",
      durationMs: 48_000,
      version: "0123456789abcdef",
      sizeBytes: 655_000,
      rungs: [{ height: 144, bitrateBps: 28_780 }, { height: 360, bitrateBps: 200_403 }],
      captions: ["de"],
    }],
    jobs: [],
  });
});

Deno.test("titleDocument() adds tracks and files", () => {
  const document = titleDocument(TITLE) as Record<string, unknown>;
  assert.equal(document["schema"], "netops.title/v1");
  assert.deepEqual(document["rungs"], TITLE.rungs);
  assert.deepEqual(document["files"], TITLE.files);
  assert.deepEqual(document["captions"], ["de"]);
  assert.deepEqual(document["captionTracks"], TITLE.captions);
});

Deno.test("titleLines() shows every rung, the sound, captions and size", () => {
  const text = titleLines(TITLE).join("\n");
  assert.match(text, /rungs {5}144p 256x144 29 kb\/s avc1\.4d400c\n {12}360p 640x360 200 kb\/s/);
  assert.match(text, /sound {5}zxx 40 kb\/s/);
  assert.match(text, /captions {2}de Deutsch/);
  assert.match(text, /files {5}1, 655 kB/);
});

Deno.test("bar() is as full as the ratio, and never fuller than full", () => {
  assert.deepEqual([0, 0.5, 1, 7, -1].map((ratio) => bar(ratio, 4)), [
    "░░░░",
    "██░░",
    "████",
    "████",
    "░░░░",
  ]);
});
