import type { FleetClient } from "@netops/core/clients";
import type { TimelineEvent } from "@netops/core/contracts";
import type { Printer } from "../print/printer.ts";
import { harmless } from "../print/text_width.ts";

/** The kinds of events that are worth a line after a good start. */
const KINDS = "app.skipped,artifact.warning";

/** What saying notes works with. */
export interface NotesParts {
  readonly fleet: Pick<FleetClient, "events">;
  readonly print: Pick<Printer, "say">;
  /** When the run began: the time line also holds the runs before it. */
  readonly sinceMs: number;
}

/** Says what a start that went well did otherwise than its user may think. */
export async function sayNotes({ fleet, print, sinceMs }: NotesParts): Promise<void> {
  try {
    const { events } = await fleet.events({ kind: KINDS });
    for (const event of events.filter(({ tsMs }) => tsMs >= sinceMs)) {
      print.say(harmless(noteOf(event)));
    }
  } catch {
    // Notes are an extra: whoever stays with fleet says when it is gone.
  }
}

function noteOf({ kind, subject, data }: TimelineEvent): string {
  return kind === "app.skipped"
    ? `${subject} is left out as ${data.reason} (it is optional)`
    : `note: ${data.text}`;
}
