import type { BootDocument } from "@netops/core/contracts";
import { formatAge } from "../print/age.ts";
import { harmless } from "../print/text_width.ts";
import { isReady, waitingReason } from "./boot_tree.ts";

const HEARTBEAT_MS = 10_000;

/** A boot as lines that are appended: what became ready, and every 10 s what is waited for. */
export class BootLines {
  readonly #ready = new Set<string>();
  #heartbeats = 0;

  /** The lines that this document adds to what was said before. */
  next(document: BootDocument): readonly string[] {
    return [...this.#newlyReady(document), ...this.#heartbeat(document)];
  }

  #newlyReady(document: BootDocument): string[] {
    const fresh = document.apps.filter((app) => isReady(app) && !this.#ready.has(app.app));
    return fresh.map((app) => {
      this.#ready.add(app.app);
      const count = app.desired > 1 ? ` (${app.up} of ${app.desired})` : "";
      return `${stamp(app.readyMs ?? document.elapsedMs)} ${app.app} ready${count}`;
    });
  }

  #heartbeat(document: BootDocument): string[] {
    const beats = Math.floor(document.elapsedMs / HEARTBEAT_MS);
    if (beats <= this.#heartbeats) return [];
    this.#heartbeats = beats;
    const waiting = document.apps.filter((app) => !isReady(app)).map((app) => {
      const said = app.lastLines.at(-1);
      const last = said === undefined ? "" : `. last log: ${JSON.stringify(harmless(said))}`;
      return `${app.app} (${waitingReason(app)})${last}`;
    });
    if (waiting.length === 0) return [];
    return [`${stamp(document.elapsedMs)} still waiting: ${waiting.join("; ")}`];
  }
}

function stamp(elapsedMs: number): string {
  return `[${formatAge(elapsedMs).padStart(5)}]`;
}
