import type { CommandContext } from "../command_context.ts";

/** What reading a pipeline works with. */
export type ReadContext = Pick<CommandContext, "cwd" | "env" | "host">;
