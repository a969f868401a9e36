import { type AppCall, AppWire, type AppWireOptions } from "../app_wire.ts";

/** One question to the guardian. */
export type GuardianCall = AppCall;

/** Speaks to the guardian, wherever it is now. */
export class GuardianWire extends AppWire {
  /** Has not looked for it yet. */
  constructor({ fleet, http, timer, token }: Omit<AppWireOptions, "app">) {
    super({ app: "guardian", fleet, http, timer, token });
  }
}
