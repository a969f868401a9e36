/** How much of the streaming platform runs. */
export type PlatformProfile = "lite" | "std" | "full";

/** Where one instance with a name of its own stands, such as an OCA. */
export interface Individual {
  /** Its instance id, for good: `c001.fra001.isp-a`. */
  readonly id: string;
  readonly region: string;
  readonly zone: string;
  /** Its own loopback address where the system has more than one; `127.0.0.1` elsewhere. */
  readonly host: string;
  /** Joined over the config of its app. */
  readonly config: Readonly<Record<string, unknown>>;
}

/** How the public gateway serves an app of the platform at `/<app>/…`. */
export interface PublicRoute {
  readonly auth: "none" | "user";
  /** Paths (after the app's name) that need no token although `auth` is `user`. */
  readonly openPaths: readonly string[];
  /** GETs that failed at the app are answered by another one, so that a page has something to show. */
  readonly fallback?: { readonly app: string; readonly path: string };
}

/**
 * One app of the streaming platform as data: what fleet needs to run it as one of ours.
 *
 * Every process gets the network of 127.0.0.0/8, may read the program and read and write its own data
 * folder (`<home>/data/<app>`, or `<home>/data/<app>/<id>` of an individual), and nothing else.
 */
export interface PlatformApp {
  readonly app: string;
  /** Path below the root of the program: `server/user/main.ts`. */
  readonly entry: string;
  /** Instances in all by profile; ignored where there are individuals. */
  readonly replicas: Readonly<Record<PlatformProfile, number>>;
  /** `zones`: spread over the zones of all regions; `none`: zone "-", which no zone fault takes. */
  readonly placement: "zones" | "none";
  /** Instances with names, addresses and configs of their own, by profile. */
  readonly individuals?: (profile: PlatformProfile, os: string) => readonly Individual[];
  /** Permission flags of Deno besides those above, such as `--allow-run=ffmpeg`. */
  readonly permissions: readonly string[];
  /** Whether it opens a database of the kv process: the one named like the app. */
  readonly usesKv: boolean;
  /** How the world reaches it; undefined when only the platform's own processes call it. */
  readonly route: PublicRoute | undefined;
  /** Apps that it calls, for `ps`, docs and faults. */
  readonly dependsOn: readonly string[];
  /** What only this app understands, as `boot.config`. */
  readonly config: Readonly<Record<string, unknown>>;
}

/** A {@linkcode PlatformApp} of one profile on one system, as it stands in fleet's boot line. */
export interface PlannedApp extends Omit<PlatformApp, "replicas" | "individuals" | "route"> {
  /** Instances in all; as many as there are individuals, where there are some. */
  readonly replicas: number;
  /** Empty where all instances are alike. */
  readonly individuals: readonly Individual[];
  readonly route?: PublicRoute;
}
