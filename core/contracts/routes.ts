import { z } from "zod";

/** One server group behind a route and its share of the traffic. */
export const RouteGroup = z.strictObject({
  serverGroup: z.string(),
  /** Relative share, 0 or more; the shares of a route need not sum to anything. */
  weight: z.number().min(0),
});

/** Sends some requests to a group of their own before the weights are looked at. */
export const RouteRule = z.strictObject({
  name: z.string(),
  serverGroup: z.string(),
  /** Matches when the request has this header with this exact value. */
  header: z.strictObject({ name: z.string(), value: z.string() }).optional(),
  /** Matches this share of cohorts (0..1), by a stable hash of `x-netops-cohort` or the client address. */
  cohortRatio: z.number().min(0).max(1).optional(),
});

/** How many requests of one client a route takes, over all gateways together. */
export const RouteLimit = z.strictObject({
  count: z.number().positive(),
  perMs: z.number().positive(),
  /** What counts as one client: its address (when absent), or the account that it signed in with. */
  per: z.enum(["address", "account"]).optional(),
});

/** Another app, and the path of it, that answers a GET when the app of the route fails. */
export const RouteFallback = z.strictObject({ app: z.string(), path: z.string() });

/** How requests under one key find their instances. */
export const Route = z.strictObject({
  /** First path segment on the public port, and the name that callers use. */
  key: z.string(),
  app: z.string(),
  groups: z.array(RouteGroup),
  rules: z.array(RouteRule),
  /** Whether a request needs a signed-in user. */
  auth: z.enum(["none", "user"]),
  /** Paths after the key, such as `/login`, that need no token although `auth` is `user`. */
  openPaths: z.array(z.string()).optional(),
  /**
   * How the app hears who is signed in: an app of ours gets a seal that only processes of this run can
   * make (when absent), a service of the user a plain account id.
   */
  principal: z.enum(["sealed", "plain"]).optional(),
  /** At most `count` requests per `perMs` and client, or none. */
  limit: RouteLimit.optional(),
  /** Answers GETs that failed at the app. */
  fallback: RouteFallback.optional(),
});

/** One internal listener: its whole path space belongs to one app (NETOPS_URL_<APP>). */
export const InternalListener = z.strictObject({ app: z.string(), port: z.int() });

/** A proxy that a fault slipped in front of an address; callers dial `to` instead of `from`. */
export const AddressLink = z.strictObject({
  /** `host:port` of the instance. */
  from: z.string(),
  /** `host:port` of the proxy. */
  to: z.string(),
});

/** Asks fleet to put a proxy in front of an address, or to take it away again. */
export const LinkChange = z.strictObject({ from: z.string(), to: z.string().optional() });

/** Who does not route by a change yet, after a second. */
export interface LinkChanged {
  readonly epoch: number;
  readonly missing: readonly string[];
}

/** The versioned document that says where traffic goes; the epoch strictly increases. */
export const RouteSnapshot = z.strictObject({
  epoch: z.int().min(0),
  routes: z.array(Route),
  listeners: z.array(InternalListener),
  /** None when left out. */
  links: z.array(AddressLink).optional(),
});

/** Asks fleet to replace one route if the epoch is still the expected one and the guard holds. */
export const RouteSwitch = z.strictObject({
  key: z.string(),
  expectEpoch: z.int().min(0),
  route: Route,
  /** Server group → how many of its instances must be UP for the switch to happen. */
  require: z.record(z.string(), z.int().min(0)),
});

/** Tells fleet that a consumer routes by this epoch now. */
export const RouteAck = z.strictObject({ consumer: z.string(), epoch: z.int().min(0) });

export type Route = z.infer<typeof Route>;
export type RouteLimit = z.infer<typeof RouteLimit>;
export type RouteGroup = z.infer<typeof RouteGroup>;
export type RouteRule = z.infer<typeof RouteRule>;
export type RouteSnapshot = z.infer<typeof RouteSnapshot>;
export type RouteSwitch = z.infer<typeof RouteSwitch>;
export type RouteAck = z.infer<typeof RouteAck>;
export type LinkChange = z.infer<typeof LinkChange>;
export type AddressLink = z.infer<typeof AddressLink>;
export type InternalListener = z.infer<typeof InternalListener>;
