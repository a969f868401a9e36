import type {
  AppLease,
  BakedArtifact,
  BakeRequest,
  GroupRequest,
  JobRequest,
  JobView,
  RequestLedger,
  RouteSnapshot,
  RoutesSettled,
  RouteSwitch,
  ServerGroupLoad,
  ServerGroupView,
} from "@netops/core/contracts";

/**
 * What the stages of a pipeline act on: a platform, as fleet shows it, or a simulated one.
 *
 * Every change may be asked for again: what carries a key is done once, what names a size or an end is
 * done when it is so already. Every method throws a {@linkcode NetopsError}; UNREACHABLE and TIMED_OUT
 * mean that it is not known whether it was done.
 */
export interface DeliveryPlatform {
  bake(request: BakeRequest): Promise<BakedArtifact>;
  /** Groups of an app that are there, oldest first. */
  groups(app: string): Promise<readonly ServerGroupView[]>;
  /** Undefined when it is not there, or no longer. */
  group(name: string): Promise<ServerGroupView | undefined>;
  /** Starts a group without traffic. */
  spawn(request: GroupRequest): Promise<ServerGroupView>;
  resize(name: string, replicas: number): Promise<void>;
  /** Begins to end a group. REFUSED while it has traffic. */
  stop(name: string): Promise<void>;
  load(name: string): Promise<ServerGroupLoad>;
  routes(): Promise<RouteSnapshot>;
  /** CONFLICT when the epoch is another one by now, REFUSED by the traffic guard. */
  switchRoute(change: RouteSwitch): Promise<RouteSnapshot>;
  /** Who is silent too long is fenced off by fleet meanwhile. */
  settled(epoch: number): Promise<RoutesSettled>;
  ledger(app: string): Promise<RequestLedger>;
  /** Keeps other changes of the app away; CONFLICT when somebody else holds it. */
  lease(app: string, lease: AppLease): Promise<void>;
  release(app: string, holder: string): Promise<void>;
  startJob(job: JobRequest): Promise<JobView>;
  /** Undefined when it is not known any more. */
  job(id: string): Promise<JobView | undefined>;
  stopJob(id: string): Promise<void>;
  /** The job that was asked for with a key; undefined when there is none, or none any more. */
  jobWithKey?(key: string): Promise<JobView | undefined>;
  /** The newest lines that a job which is over wrote, stdout and stderr in the order they came. */
  jobLines?(id: string): Promise<readonly string[]>;
}
