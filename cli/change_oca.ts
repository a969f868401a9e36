import { NetopsError } from "@netops/core";
import type { OcaBoard, OcaStanding } from "@netops/core/contracts";
import { type CommandContext, httpOf, requireRun } from "./command_context.ts";
import { PlatformApi } from "./platform_api.ts";
import { suggest } from "./suggest.ts";
import { isWantedAlready, ocaChangeLine } from "./views/oca_change_line.ts";

/** What is wanted of an OCA. */
export interface OcaChange {
  readonly oca: string;
  readonly verb: "drain" | "undrain";
  readonly dryRun: boolean;
  readonly force: boolean;
}

/** Drains or undrains an OCA, or only says that it would. */
export async function changeOca(change: OcaChange, context: CommandContext): Promise<number> {
  const { oca, verb, dryRun, force } = change;
  const api = new PlatformApi(requireRun(context), httpOf(context));
  const standing = await requireOca(api, oca);
  if (!dryRun) {
    const path = `/ocas/${encodeURIComponent(oca)}/${verb}`;
    const body = force ? { body: { force } } : {};
    await api.send("cachecontrol", { method: "POST", path, ...body });
  }
  const wantedState = verb === "drain" ? "DRAINED" : "SERVING";
  const { globals, print } = context;
  if (globals.json) {
    const already = isWantedAlready(standing, change);
    print.document({ schema: "netops.oca/v1", oca, wantedState, dryRun, already });
    return 0;
  }
  print.line(ocaChangeLine(standing, change));
  return 0;
}

/** The OCA as cachecontrol knows it. @throws {NetopsError} NOT_FOUND with the nearest names. */
export async function requireOca(api: PlatformApi, oca: string): Promise<OcaStanding> {
  const { ocas } = await api.json<OcaBoard>("cachecontrol", { method: "GET", path: "/board" });
  const known = ocas.map(({ report }) => report.oca);
  const standing = ocas.find(({ report }) => report.oca === oca);
  if (standing !== undefined) return standing;
  const near = suggest(oca, known);
  throw new NetopsError("NOT_FOUND", `No OCA is called "${oca}"`, {
    fix: near.length > 0 ? `did you mean ${near.join(" or ")}?` : "netops oca list",
    details: { suggestions: near },
  });
}
