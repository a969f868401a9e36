import type { HttpClient, Timer } from "@netops/core";
import type { GroupLedger, RequestLedger, ServerGroupLoad } from "@netops/core/contracts";
import { askGateways } from "./ask_gateways.ts";
import { hasTraffic } from "./group_traffic.ts";
import { livingGateways } from "./living_gateways.ts";
import type { Group } from "./model.ts";
import type { RouteBoard } from "./route_board.ts";
import type { SettleRoutes } from "./settle_routes.ts";
import type { Supervisor } from "./supervisor.ts";

/** What asking for load works with. */
export interface GroupLoadOptions {
  readonly supervisor: Pick<Supervisor, "world" | "groupOf">;
  readonly routes: RouteBoard;
  readonly settling: Pick<SettleRoutes, "silent">;
  readonly http: HttpClient;
  readonly timer: Timer;
}

/** What a gateway says of a group (`GET /groups/APP/GROUP` of its admin port). */
interface GatewayLoad {
  /** The snapshot that it routes by. */
  readonly epoch: number;
  readonly inFlight: number;
  readonly sockets: number;
}

/** Asks every gateway what is under way at a group; not knowing is not drained. */
export async function readGroupLoad(
  group: Group,
  options: GroupLoadOptions,
): Promise<ServerGroupLoad> {
  const { routes, settling } = options;
  const { name, manifest } = group;
  const path = `/groups/${encodeURIComponent(manifest.app)}/${encodeURIComponent(name)}`;
  const { answers, silent } = await askGateways<GatewayLoad>(path, {
    ...options,
    gateways: livingGateways(options.supervisor),
  });
  const { epoch } = routes.snapshot;
  const late = answers.filter(({ body }) => body.epoch < epoch).map(({ id }) => id);
  const silentIds = [...new Set([...silent, ...late, ...settling.silent(epoch)])];
  const inFlight = answers.reduce((sum, { body }) => sum + body.inFlight, 0);
  const sockets = answers.reduce((sum, { body }) => sum + body.sockets, 0);
  const isIdle = inFlight === 0 && sockets === 0 && silentIds.length === 0;
  const isDrained = isIdle && !hasTraffic(group, routes);
  return { name, inFlight, sockets, silent: silentIds, isDrained };
}

/** Asks every gateway what became of the requests of an app (`GET /ledger/APP`). */
export async function readLedger(
  app: string,
  options: Pick<GroupLoadOptions, "supervisor" | "http" | "timer">,
): Promise<RequestLedger> {
  const { answers, silent } = await askGateways<{ groups: Record<string, GroupLedger> }>(
    `/ledger/${encodeURIComponent(app)}`,
    { ...options, gateways: livingGateways(options.supervisor) },
  );
  return { gateways: answers.map(({ id, body }) => ({ id, groups: body.groups })), silent };
}
