import type { BootDocument } from "@netops/core/contracts";
import { formatAge } from "../print/age.ts";
import type { Paint } from "../print/color.ts";
import { harmless, textWidth } from "../print/text_width.ts";

type BootApp = BootDocument["apps"][number];

const WAITING_LINES = 2;
const TIERS = [["ground", "ground"], ["service", "services"]] as const;

/** A boot as a tree that is redrawn: each application, and why it is not up yet. */
export function bootTree(document: BootDocument, paint: Paint): readonly string[] {
  const width = Math.max(...document.apps.map((app) => textWidth(label(app))), 0);
  const lines = TIERS.flatMap(([tier, title]) => {
    const apps = document.apps.filter((app) => app.tier === tier);
    if (apps.length === 0) return [];
    return [
      paint("dim", title),
      ...apps.flatMap((app, index) =>
        appLines(app, { paint, width, last: index === apps.length - 1 })
      ),
    ];
  });
  const up = document.apps.filter(isReady).length;
  const elapsed = formatAge(document.elapsedMs);
  return [...lines, paint("dim", `${up} of ${document.apps.length} applications up, ${elapsed}`)];
}

/** Whether all instances that are wanted are up. */
export function isReady(app: BootApp): boolean {
  return app.status === "UP" && app.up >= app.desired;
}

/** Why an application is not up yet, in one line. */
export function waitingReason(app: BootApp): string {
  const count = app.desired > 1 ? `${app.up} of ${app.desired} up` : "not up";
  return harmless(app.waitingFor === undefined ? count : `${count}, ${app.waitingFor}`);
}

interface LineOptions {
  readonly paint: Paint;
  readonly width: number;
  readonly last: boolean;
}

function appLines(app: BootApp, { paint, width, last }: LineOptions): string[] {
  const branch = paint("dim", last ? "└─" : "├─");
  const name = label(app) + " ".repeat(width - textWidth(label(app)));
  if (isReady(app)) {
    const took = app.readyMs === undefined ? "" : formatAge(app.readyMs).padStart(6);
    const url = app.url === undefined ? "" : `  ${app.url}`;
    return [`${branch} ${paint("green", "●")} ${name} ${paint("dim", took)}${url}`];
  }
  const isDown = app.status === "DOWN";
  const mark = isDown ? paint("red", "×") : paint("yellow", "◐");
  const stem = paint("dim", last ? "  " : "│ ");
  const said = app.lastLines.slice(-WAITING_LINES)
    .map((line) => `${stem}     ${paint("dim", harmless(line))}`);
  return [`${branch} ${mark} ${name} ${paint("yellow", waitingReason(app))}`, ...said];
}

function label(app: BootApp): string {
  return app.desired > 1 ? `${app.app} ×${app.desired}` : app.app;
}
