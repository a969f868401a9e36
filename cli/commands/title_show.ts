import { NetopsError } from "@netops/core";
import type { CommandContext } from "../command_context.ts";
import type { ParsedCommand } from "../spec.ts";
import { jobOf, TitleApi } from "../title_api.ts";
import { jobLine, titleDocument, titleLines } from "../views/title_table.ts";

/** Shows one title, or how far the making of it is. */
export async function run(
  parsed: ParsedCommand<Record<never, never>>,
  context: CommandContext,
): Promise<number> {
  const { id = "" } = parsed.args;
  const api = new TitleApi(context);
  try {
    const { document, lines } = await look(api, id);
    if (context.globals.json) context.print.document(document);
    else lines.forEach((line) => context.print.line(line));
    return 0;
  } finally {
    api.close();
  }
}

async function look(api: TitleApi, id: string) {
  const title = (await api.titles()).find((one) => one.titleId === id);
  if (title !== undefined) return { document: titleDocument(title), lines: titleLines(title) };
  const job = jobOf(await api.jobs(), id);
  if (job !== undefined) {
    return {
      document: { schema: "netops.title.job/v1", ...job },
      lines: [`${id}: ${jobLine(job)}`],
    };
  }
  throw new NetopsError("NOT_FOUND", `Cannot find a title "${id}"`, { fix: "netops title list" });
}
