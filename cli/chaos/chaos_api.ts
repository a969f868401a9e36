import type {
  ChaosDoctorDocument,
  ChaosStatusDocument,
  FaultDocument,
  FaultRequest,
  FaultStop,
  FaultView,
} from "@netops/core/contracts";
import { type CommandContext, httpOf } from "../command_context.ts";
import { PlatformApi } from "../platform_api.ts";
import { namePanic, requireFaultRun } from "./name_panic.ts";

/** A request for a fault before defaults are filled in. */
export type FaultDraft =
  & Pick<FaultRequest, "kind" | "target" | "durationMs">
  & Partial<FaultRequest>;

/** Asks the guardian. */
export class ChaosApi {
  readonly #api: PlatformApi;

  /** Makes one. */
  constructor(api: PlatformApi) {
    this.#api = api;
  }

  /** The guardian of the run in this home. @throws {NetopsError} NOT_RUNNING */
  static of(context: CommandContext): ChaosApi {
    return new ChaosApi(new PlatformApi(requireFaultRun(context), httpOf(context)));
  }

  /** What is going on. */
  status(): Promise<ChaosStatusDocument> {
    return this.#json("GET", "/v1/chaos");
  }

  /** Injects a fault, or says what it would hit. */
  inject(draft: FaultDraft): Promise<FaultDocument> {
    return this.#json("POST", "/v1/chaos/faults", draft);
  }

  /** Ends faults. */
  async stop(stop: Partial<FaultStop>): Promise<readonly FaultView[]> {
    const { faults } = await this.#json<{ faults: FaultView[] }>("POST", "/v1/chaos/stop", stop);
    return faults;
  }

  /** Takes faults again. */
  resume(): Promise<ChaosStatusDocument> {
    return this.#json("POST", "/v1/chaos/resume", {});
  }

  /** What faults left behind, as the sides can see it. */
  doctor(): Promise<ChaosDoctorDocument> {
    return this.#json("GET", "/v1/chaos/doctor");
  }

  async #json<T>(method: string, path: string, body?: unknown): Promise<T> {
    try {
      return await this.#api.json("guardian", { method, path, body });
    } catch (thrown) {
      throw namePanic(thrown);
    }
  }
}
