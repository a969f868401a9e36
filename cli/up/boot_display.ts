import type { BootDocument } from "@netops/core/contracts";
import type { CommandContext } from "../command_context.ts";
import { LiveRegion } from "../print/live_region.ts";
import { BootLines } from "../views/boot_lines.ts";
import { bootTree } from "../views/boot_tree.ts";

/** Shows how a boot goes on, on stderr. */
export interface BootDisplay {
  show(document: BootDocument): void;
  /** Ends it; what was drawn stays. */
  close(): void;
}

/** A tree that is redrawn on a terminal, else lines that are appended. */
export function openBootDisplay({ print, host }: CommandContext): BootDisplay {
  if (print.canRedraw("err") && !print.options.quiet) {
    const { clock, timer } = host;
    const region = new LiveRegion({ terminal: print.streams.err, clock, timer });
    return {
      show: (document) => {
        const { columns } = print.streams.err.size();
        region.show(bootTree(document, { paint: print.paintTalk, columns }));
      },
      close: () => region.close(),
    };
  }
  const lines = new BootLines();
  return {
    show: (document) => lines.next(document).forEach((line) => print.say(line)),
    close: () => {},
  };
}
