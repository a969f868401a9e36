import type { BootDocument } from "@netops/core/contracts";
import { formatAge } from "../print/age.ts";
import type { Paint } from "../print/color.ts";
import { harmless, textWidth } from "../print/text_width.ts";
import { type BootSection, bootSections } from "./boot_sections.ts";

type BootApp = BootDocument["apps"][number];

const WAITING_LINES = 2;

/** From this width on two applications share a line. */
const TWO_COLUMNS = 72;

/** Nothing is said about an app that is merely starting before this. */
const SLOW_MS = 8_000;

/** How to draw. */
export interface BootTreeOptions {
  readonly paint: Paint;
  /** Width of the terminal. */
  readonly columns: number;
}

interface TreeOptions extends BootTreeOptions {
  readonly elapsedMs: number;
  /** Width of the widest name. */
  readonly width: number;
}

/** A boot as a tree that is redrawn: each application, and why it is not up yet. */
export function bootTree(document: BootDocument, options: BootTreeOptions): readonly string[] {
  const { apps, elapsedMs } = document;
  const width = Math.max(...apps.map((app) => textWidth(label(app))), 0);
  const lines = bootSections(apps).flatMap((section) =>
    sectionLines(section, { ...options, elapsedMs, width })
  );
  const up = apps.filter(isReady).length;
  const sum = `${up} of ${apps.length} applications up, ${formatAge(elapsedMs)}`;
  return [...lines, options.paint("dim", sum)];
}

/** Whether all instances that are wanted are up. */
export function isReady(app: BootApp): boolean {
  return app.status === "UP" && app.up >= app.desired;
}

/** Why an application is not up yet, in one line. */
export function waitingReason(app: BootApp): string {
  const count = countOf(app);
  return harmless(app.waitingFor === undefined ? count : `${count}, ${app.waitingFor}`);
}

function sectionLines({ title, apps, hasUrls }: BootSection, options: TreeOptions): string[] {
  const { paint, columns } = options;
  const perLine = hasUrls || columns < TWO_COLUMNS ? 1 : 2;
  const lines = [paint("dim", title)];
  for (let first = 0; first < apps.length; first += perLine) {
    const row = apps.slice(first, first + perLine);
    const last = first + perLine >= apps.length;
    const cells = row.map((app) => perLine === 1 ? wideCell(app, options) : cell(app, options));
    const [left = "", right] = cells;
    const gap = " ".repeat(Math.max(2, Math.floor(columns / 2) - 3 - textWidth(left)));
    lines.push(
      `${paint("dim", last ? "└─" : "├─")} ${left}${right === undefined ? "" : gap + right}`,
      ...row.flatMap((app) => noteLines(app, { ...options, last, perLine })),
    );
  }
  return lines;
}

function cell(app: BootApp, options: TreeOptions): string {
  const name = `${markOf(app, options)} ${paddedLabel(app, options)}`;
  return isReady(app)
    ? `${name} ${tookOf(app, options)}`
    : `${name} ${options.paint("yellow", countOf(app))}`;
}

function wideCell(app: BootApp, options: TreeOptions): string {
  const name = `${markOf(app, options)} ${paddedLabel(app, options)}`;
  if (!isReady(app)) return `${name} ${options.paint("yellow", waitingReason(app))}`;
  return `${name} ${tookOf(app, options)}${app.url === undefined ? "" : `  ${app.url}`}`;
}

/** What is said below an application that is not up: where it is slow or broken, why, and its last lines. */
function noteLines(
  app: BootApp,
  options: TreeOptions & { readonly last: boolean; readonly perLine: number },
): string[] {
  const { paint, last, perLine } = options;
  if (isReady(app)) return [];
  if (perLine > 1 && !isTroubled(app, options)) return [];
  const stem = paint("dim", last ? "  " : "│ ");
  const why = perLine > 1 ? [`${stem}   ${label(app)}: ${waitingReason(app)}`] : [];
  const said = app.lastLines.slice(-WAITING_LINES)
    .map((line) => `${stem}     ${paint("dim", harmless(line))}`);
  return [...why, ...said];
}

/** A reason that is no health check is how its last instance ended. */
function isTroubled({ status, waitingFor }: BootApp, { elapsedMs }: TreeOptions): boolean {
  const hasDied = waitingFor !== undefined && !/^(GET \/|port )/.test(waitingFor);
  return hasDied || status === "DOWN" || elapsedMs >= SLOW_MS;
}

function markOf(app: BootApp, { paint }: TreeOptions): string {
  if (isReady(app)) return paint("green", "●");
  return app.status === "DOWN" ? paint("red", "×") : paint("yellow", "◐");
}

function tookOf({ readyMs }: BootApp, { paint }: TreeOptions): string {
  return paint("dim", readyMs === undefined ? "" : formatAge(readyMs).padStart(6));
}

function countOf(app: BootApp): string {
  return app.desired > 1 ? `${app.up} of ${app.desired} up` : "not up";
}

function paddedLabel(app: BootApp, { width }: TreeOptions): string {
  return label(app) + " ".repeat(width - textWidth(label(app)));
}

function label(app: BootApp): string {
  return app.desired > 1 ? `${app.app} ×${app.desired}` : app.app;
}
