import type { InstanceStatus } from "@netops/core";
import { type CommandContext, httpOf, requireRun } from "../command_context.ts";
import { formatAge } from "../print/age.ts";
import { statusMark } from "../print/status_mark.ts";
import { formatTable } from "../print/table.ts";
import { RegistryApi } from "../registry/registry_api.ts";
import type { ParsedCommand } from "../spec.ts";

/** Lists what is registered. */
export async function run(
  _parsed: ParsedCommand<Record<never, never>>,
  context: CommandContext,
): Promise<number> {
  const list = await new RegistryApi(requireRun(context), httpOf(context)).list();
  const { print } = context;
  if (context.globals.json) {
    print.document(list);
    return 0;
  }
  const plain = print.plain || !print.streams.out.isTerminal;
  const columns = [
    { title: "APP" },
    { title: "INSTANCE" },
    { title: "STATUS" },
    { title: "ADDRESS" },
    { title: "ZONE" },
    { title: "LEASE AGE", align: "right" },
  ] as const;
  const rows = list.applications.flatMap(({ app, instances }) =>
    instances.map((one) => [
      app,
      one.id,
      statusMark(one.status as InstanceStatus, { paint: print.paint, plain }),
      `${one.host}:${one.port}`,
      one.zone,
      formatAge(one.leaseAgeMs),
    ])
  );
  for (const line of formatTable(columns, rows, print)) print.line(line);
  return 0;
}
