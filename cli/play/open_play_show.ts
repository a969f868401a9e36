import type { CommandContext } from "../command_context.ts";
import { PlayDisplay } from "./play_display.ts";
import type { PlayShow, PlayShowOptions } from "./play_show.ts";
import { ViewersDisplay } from "./viewers_display.ts";

/** Shows one session closely, and several as one. */
export function openPlayShow(context: CommandContext, options: PlayShowOptions): PlayShow {
  if (context.globals.jsonl) return jsonLines(context);
  return options.viewers === 1
    ? new PlayDisplay(context, options)
    : new ViewersDisplay(context, options);
}

/** Each step of each viewer, for programs. */
function jsonLines({ print }: CommandContext): PlayShow {
  const nothing = () => undefined;
  return {
    ...{ signedUp: nothing, follow: nothing, close: nothing },
    step: (viewer, step) => void print.jsonLine({ viewer, ...step }),
  };
}
