import { runFast } from "./fast_path.ts";

const code = await runFast(Deno.args) ??
  await (await import("./run_command.ts")).runCommand(Deno.args);
Deno.exit(code);
