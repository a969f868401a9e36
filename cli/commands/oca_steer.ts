import { NetopsError } from "@netops/core";
import type { OcaBoard, SteerAnswer } from "@netops/core/contracts";
import { type CommandContext, httpOf, requireRun } from "../command_context.ts";
import { PlatformApi } from "../platform_api.ts";
import type { ParsedCommand } from "../spec.ts";
import { suggest } from "../suggest.ts";
import type { STEER_OPTIONS } from "../tree/stream_commands.ts";
import { steerDocument, steerLines } from "../views/steer_lines.ts";

/** Says which OCAs a client would be offered, and why. */
export async function run(
  parsed: ParsedCommand<typeof STEER_OPTIONS>,
  context: CommandContext,
): Promise<number> {
  const { ip, title } = parsed.options;
  const api = new PlatformApi(requireRun(context), httpOf(context));
  const titleId = title ?? await firstTitle(api);
  const answer = await api.json<SteerAnswer>("steering", {
    method: "POST",
    path: "/steer",
    body: { clientIp: ip, titleId },
  });
  const { print } = context;
  if (answer.ranked.length === 0) await explainNobody(api, titleId, answer);
  if (context.globals.json) print.document(steerDocument(answer, { ip, titleId }));
  else for (const line of steerLines(answer, { ip, titleId, paint: print.paint })) print.line(line);
  return answer.ranked.length === 0 ? 1 : 0;
}

async function firstTitle(api: PlatformApi): Promise<string> {
  const { titles } = await api.json<{ readonly titles: readonly { readonly id: string }[] }>(
    "catalog",
    { method: "GET", path: "/internal/titles" },
  );
  const [first] = titles;
  if (first !== undefined) return first.id;
  throw new NetopsError("NOT_FOUND", "Cannot steer as the catalogue has no title", {
    fix: "netops title add FILE",
  });
}

/** A title that no OCA was ever told of is a wrong word, not a reason. */
async function explainNobody(
  api: PlatformApi,
  titleId: string,
  { rejected }: SteerAnswer,
): Promise<void> {
  if (rejected.some(({ reason }) => reason !== "CONTENT_MISS")) return;
  const { ocas } = await api.json<OcaBoard>("cachecontrol", { method: "GET", path: "/board" });
  const held = new Set(ocas.flatMap(({ report }) => report.titles.map((one) => one.titleId)));
  if (held.has(titleId)) return;
  const near = suggest(titleId, [...held]);
  throw new NetopsError("NOT_FOUND", `No OCA holds a title "${titleId}"`, {
    fix: near.length > 0 ? `did you mean ${near.join(" or ")}?` : "netops title list",
    details: { suggestions: near },
  });
}
