import type {
  AppLease,
  BakedArtifact,
  BakeRequest,
  GroupRequest,
  RequestLedger,
  RoutesSettled,
  ServerGroupLoad,
  ServerGroupView,
} from "../contracts/groups.ts";
import { NetopsError } from "../errors/netops_error.ts";
import type { FleetWire } from "./fleet_wire.ts";

/**
 * What a conductor asks of fleet so that a release gets traffic: artifacts, server groups, routes and leases.
 *
 * What carries a key, names a size or an end may be asked for again.
 */
export interface GroupCalls {
  /** The same content is baked once. */
  bake(request: BakeRequest): Promise<BakedArtifact>;
  /** Groups of an app that are there, oldest first. */
  groups(app: string): Promise<readonly ServerGroupView[]>;
  /** Undefined when it is not there, or no longer. */
  group(name: string): Promise<ServerGroupView | undefined>;
  /** Starts a group without traffic. */
  spawnGroup(request: GroupRequest): Promise<ServerGroupView>;
  resizeGroup(name: string, replicas: number): Promise<void>;
  /** Begins to end a group; one that is gone already is fine. */
  stopGroup(name: string): Promise<void>;
  groupLoad(name: string): Promise<ServerGroupLoad>;
  routesSettled(epoch: number): Promise<RoutesSettled>;
  ledger(app: string): Promise<RequestLedger>;
  /** Keeps other changes of an app away; CONFLICT names who else holds it. */
  leaseApp(app: string, lease: AppLease): Promise<void>;
  releaseApp(app: string, holder: string): Promise<void>;
}

/** The calls of fleet's HTTP API that deliver releases. */
export function groupCalls(wire: FleetWire): GroupCalls {
  const groupPath = (name: string) => `/v1/groups/${encodeURIComponent(name)}`;
  const leasePath = (app: string) => `/v1/apps/${encodeURIComponent(app)}/lease`;
  return {
    bake: (request) => wire.change("POST", "/v1/artifacts", request),
    groups: async (app) => {
      const path = `/v1/groups?app=${encodeURIComponent(app)}`;
      return (await wire.get<{ groups: ServerGroupView[] }>(path)).groups;
    },
    group: (name) => unlessGone(wire.get<ServerGroupView>(groupPath(name))),
    spawnGroup: (request) => wire.change("PUT", "/v1/groups", request),
    resizeGroup: async (name, replicas) => {
      await wire.change("POST", `${groupPath(name)}/size`, { replicas });
    },
    stopGroup: async (name) => {
      await unlessGone(wire.change("DELETE", groupPath(name)));
    },
    groupLoad: (name) => wire.get(`${groupPath(name)}/load`),
    routesSettled: (epoch) => wire.get(`/v1/routes/settled?epoch=${epoch}`),
    ledger: (app) => wire.get(`/v1/ledger?app=${encodeURIComponent(app)}`),
    leaseApp: async (app, lease) => {
      await wire.change("PUT", leasePath(app), lease);
    },
    releaseApp: async (app, holder) => {
      await wire.change("DELETE", `${leasePath(app)}?holder=${encodeURIComponent(holder)}`);
    },
  };
}

/** What is not there is no error to who only wants to know, or wants it gone. */
async function unlessGone<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (thrown) {
    if (thrown instanceof NetopsError && thrown.code === "NOT_FOUND") return undefined;
    throw thrown;
  }
}
