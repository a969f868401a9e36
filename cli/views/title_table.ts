import type { TitleJob, TitlePackage, TitlesDocument } from "@netops/core/contracts";
import { formatAge, formatBytes } from "../print/age.ts";
import type { Paint } from "../print/color.ts";
import { formatTable } from "../print/table.ts";
import { harmless } from "../print/text_width.ts";

const COLUMNS = [
  { title: "ID" },
  { title: "TITLE" },
  { title: "LENGTH", align: "right" },
  { title: "RUNGS" },
  { title: "CAPTIONS" },
  { title: "SIZE", align: "right" },
  { title: "VERSION" },
] as const;

const RUNG_STEP = /^v\d+$/;

/** Titles as a table, and a line for each that is being made. */
export function titleTable(
  titles: readonly TitlePackage[],
  jobs: readonly TitleJob[],
  options: { readonly paint: Paint },
): readonly string[] {
  const rows = titles.map((title) => [
    title.titleId,
    harmless(title.title),
    formatAge(title.durationMs),
    title.rungs.map((rung) => `${rung.height}p`).join(" "),
    title.captions.map((caption) => caption.language).join(" ") || "-",
    formatBytes(sizeOf(title)),
    title.version,
  ]);
  const making = jobs.map((job) => `${job.titleId}: ${jobLine(job)}`);
  return [...formatTable(COLUMNS, rows, options), ...(making.length > 0 ? ["", ...making] : [])];
}

/** What a job is at, for people: `rung 2 of 3`, `sound`, or the step as it is called. */
export function stepWords({ step, steps }: Pick<TitleJob, "step" | "steps">): string {
  if (/^a\d+$/.test(step)) return "sound";
  if (!RUNG_STEP.test(step)) return step;
  const rungs = steps.filter(({ name }) => RUNG_STEP.test(name)).length;
  return `rung ${Number(step.slice(1)) + 1}${rungs === 0 ? "" : ` of ${rungs}`}`;
}

/** How far a job is, in one line: `rung 2 of 3, step 3 of 9, 42 %, 12.0s left`. */
export function jobLine(job: TitleJob): string {
  if (job.state === "queued") return "waits for the one before it";
  if (job.state !== "running") return job.error?.message ?? job.state;
  return [
    stepWords(job),
    ...(job.steps.length > 1 ? [`step ${stepNumber(job)} of ${job.steps.length}`] : []),
    `${Math.floor(job.ratio * 100)} %`,
    ...(job.etaMs === undefined ? [] : [`${formatAge(job.etaMs)} left`]),
  ].join(", ");
}

/** A bar of so many cells: `████░░░░`. */
export function bar(ratio: number, cells: number): string {
  const full = Math.round(Math.min(1, Math.max(0, ratio)) * cells);
  return "█".repeat(full) + "░".repeat(cells - full);
}

/** `netops title list --json`. */
export function titlesDocument(
  titles: readonly TitlePackage[],
  jobs: readonly TitleJob[],
): TitlesDocument {
  return { schema: "netops.titles/v1", titles: titles.map(titleFields), jobs: [...jobs] };
}

/** `netops title show --json`. */
export function titleDocument(title: TitlePackage): unknown {
  const { audio, files, segmentMs } = title;
  const captionTracks = title.captions;
  return {
    schema: "netops.title/v1",
    ...titleFields(title),
    ...{ segmentMs, audio, captionTracks, files },
    rungs: title.rungs,
  };
}

/** One title for people. */
export function titleLines(title: TitlePackage): readonly string[] {
  const rungs = title.rungs.map((rung) =>
    `${rung.height}p ${rung.width}x${rung.height} ${kilobits(rung.bitrateBps)} ${rung.codecs}`
  );
  const sound = title.audio.map((track) =>
    `${track.language} ${kilobits(track.bitrateBps)} ${track.codecs}`
  );
  const captions = title.captions.map((track) => `${track.language} ${harmless(track.label)}`);
  return [
    `${title.titleId}: ${harmless(title.title)}`,
    `  length    ${formatAge(title.durationMs)}, segments of ${formatAge(title.segmentMs)}`,
    ...labelled("rungs", rungs),
    ...labelled("sound", sound),
    ...labelled("captions", captions),
    `  files     ${title.files.length}, ${formatBytes(sizeOf(title))}`,
    `  version   ${title.version}`,
  ];
}

function titleFields(title: TitlePackage) {
  return {
    id: title.titleId,
    title: title.title,
    durationMs: title.durationMs,
    version: title.version,
    sizeBytes: sizeOf(title),
    rungs: title.rungs.map(({ height, bitrateBps }) => ({ height, bitrateBps })),
    captions: title.captions.map(({ language }) => language),
  };
}

function labelled(label: string, values: readonly string[]): string[] {
  return values.map((value, index) => `  ${(index === 0 ? label : "").padEnd(9)} ${value}`);
}

function kilobits(bitrateBps: number): string {
  return `${Math.round(bitrateBps / 1000)} kb/s`;
}

function sizeOf(title: TitlePackage): number {
  return title.files.reduce((sum, file) => sum + file.sizeBytes, 0);
}

function stepNumber(job: TitleJob): number {
  return job.steps.findIndex(({ name }) => name === job.step) + 1;
}
