/** What is stored where. Everything of one execution is below its id, so that it is dropped as a whole. */
export const KEYS = {
  generation: ["generation"],
  execution: (id: string) => ["execution", id],
  event: (id: string, seq: number) => ["event", id, seq],
  events: (id: string) => ["event", id],
  /** Executions that have begun and are not over. */
  open: (id: string) => ["open", id],
  opens: ["open"],
  /** The single writer of an application. */
  slot: (slot: string) => ["slot", slot],
  /** Who waits for a slot, in the order of their turn; negative numbers go in front. */
  waiting: (slot: string, turn: number, id: string) => ["waiting", slot, turn, id],
  waitings: (slot: string) => ["waiting", slot],
  allWaiting: ["waiting"],
  history: (createdAtMs: number, id: string) => ["history", createdAtMs, id],
  histories: ["history"],
  appHistory: (
    app: string,
    createdAtMs: number,
    id: string,
  ) => ["app-history", app, createdAtMs, id],
  appHistories: (app: string) => ["app-history", app],
  /** Executions by the key they were asked for with. */
  key: (key: string) => ["key", key],
  /** What a look was stored as begins with this; the number of the part follows. */
  look: (id: string, stage: string, look: number) => ["look", id, stage, look],
  looks: (id: string) => ["look", id],
  /** Which notices of an execution were told, while there may be more. */
  notices: (id: string) => ["notices", id],
  allNotices: ["notices"],
  /** What a trigger has seen. */
  seen: (trigger: string) => ["seen", trigger],
  pipeline: (name: string) => ["pipeline", name],
  pipelines: ["pipeline"],
} as const;
