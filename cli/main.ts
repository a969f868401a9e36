import { runFast } from "./fast_path.ts";
import { settleOutput } from "./print/terminal.ts";

const code = await runFast(Deno.args) ??
  await (await import("./run_command.ts")).runCommand(Deno.args);
Deno.exit(settleOutput(code));
