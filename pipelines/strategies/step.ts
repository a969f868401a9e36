/** One of the six primitives that every strategy is made of. `group` is the name of a server group. */
export type DeployStep =
  /** Starts a server group of a version with so many replicas, unrouted. */
  | {
    readonly kind: "spawn";
    readonly group: string;
    readonly version: "old" | "new";
    readonly replicas: number;
  }
  /** Waits until so many of its replicas are healthy. */
  | { readonly kind: "ready"; readonly group: string; readonly replicas: number }
  /** Moves traffic in one step, refused unless as many replicas of each group are up. */
  | {
    readonly kind: "route";
    /** Group → share of the requests in percent; together 100. */
    readonly weights: Readonly<Record<string, number>>;
    /** Group → replicas that must be up at the moment of the switch. */
    readonly require: Readonly<Record<string, number>>;
  }
  /** Waits until nothing more goes to it and nothing is under way there. */
  | { readonly kind: "drain"; readonly group: string }
  /** Ends its processes. */
  | { readonly kind: "stop"; readonly group: string }
  /** Compares the new version with the old one for a time, and goes on only when it is not worse. */
  | {
    readonly kind: "judge";
    readonly look: number;
    readonly bakeMs: number;
    readonly baseline: string;
    readonly canary: string;
  };
