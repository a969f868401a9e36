import type { CommandContext } from "../command_context.ts";
import type { ParsedCommand } from "../spec.ts";
import { isMaking, TitleApi } from "../title_api.ts";
import { titlesDocument, titleTable } from "../views/title_table.ts";

/** Lists the titles that origin has, and those it is making. */
export async function run(
  _parsed: ParsedCommand<Record<never, never>>,
  context: CommandContext,
): Promise<number> {
  const api = new TitleApi(context);
  const { globals, print } = context;
  try {
    const [titles, jobs] = await Promise.all([api.titles(), api.jobs()]);
    const making = jobs.filter(isMaking);
    if (globals.json) print.document(titlesDocument(titles, making));
    else for (const line of titleTable(titles, making, print)) print.line(line);
    return 0;
  } finally {
    api.close();
  }
}
