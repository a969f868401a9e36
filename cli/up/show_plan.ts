import type { FleetBoot } from "@netops/core/contracts";
import type { CommandContext } from "../command_context.ts";
import { formatTable } from "../print/table.ts";

/** Says what a run would start, and where, without starting it; the token is left out. */
export function showPlan(plan: FleetBoot, { print }: CommandContext): number {
  const { token: _secret, baseEnv: _env, ...shown } = plan;
  if (print.machine) {
    print.document({ schema: "netops.plan/v1", ...shown });
    return 0;
  }
  const ports = Object.entries(plan.ports)
    .map(([name, port]) => `${name} ${port === 0 ? "a free port" : port}`);
  print.line(`would start profile ${plan.profile}, seed ${plan.seed}, in ${plan.home}`);
  print.line(`ports: ${ports.join(", ")}; ${plan.gateways} gateways`);
  const columns = [
    { title: "APP" },
    { title: "REPLICAS", align: "right" },
    { title: "COMMAND" },
    { title: "FOLDER" },
  ] as const;
  const platform = plan.platform.map((app) => [
    app.app,
    String(app.replicas),
    "comes with netops",
    "-",
  ]);
  const services = plan.services.map((app) => [
    app.app,
    String(app.replicas),
    typeof app.command === "string" ? app.command : app.command.join(" "),
    app.dir ?? "-",
  ]);
  for (const line of formatTable(columns, [...platform, ...services], print)) print.line(line);
  return 0;
}
