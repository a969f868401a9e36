import { NetopsError } from "@netops/core";
import type { PipelineSpec } from "@netops/core/contracts";
import { checkPipeline } from "./check_pipeline.ts";
import { KEYS } from "./keys.ts";
import { decodeJson, encodeJson, MOST_NEW_BYTES } from "./record_json.ts";

/** Keeps pipelines by name, for triggers and for whoever starts one by its name. */
export class PipelineStore {
  readonly #kv: Deno.Kv;

  /** Keeps pipelines in `kv`. */
  constructor(kv: Deno.Kv) {
    this.#kv = kv;
  }

  /** All of them, by name. */
  async list(): Promise<readonly PipelineSpec[]> {
    const found: PipelineSpec[] = [];
    for await (const { value } of this.#kv.list<Uint8Array>({ prefix: KEYS.pipelines })) {
      found.push(decodeJson<PipelineSpec>(value));
    }
    return found;
  }

  /** One of them. @throws {NetopsError} NOT_FOUND */
  async get(name: string): Promise<PipelineSpec> {
    const { value } = await this.#kv.get<Uint8Array>(KEYS.pipeline(name));
    if (value !== null) return decodeJson<PipelineSpec>(value);
    throw new NetopsError("NOT_FOUND", `Cannot find a pipeline called ${name}`, {
      fix: "netops deploy pipelines",
    });
  }

  /** Keeps a pipeline, in place of one of its name. @throws {NetopsError} CONFIG_INVALID, TOO_LARGE */
  async put(pipeline: PipelineSpec): Promise<void> {
    checkPipeline(pipeline);
    const bytes = encodeJson(pipeline);
    if (bytes.byteLength > MOST_NEW_BYTES) {
      throw new NetopsError(
        "TOO_LARGE",
        `Cannot keep a pipeline of ${bytes.byteLength} bytes: ${MOST_NEW_BYTES} is the most`,
      );
    }
    await this.#kv.set(KEYS.pipeline(pipeline.name), bytes);
  }

  /** Forgets a pipeline. @throws {NetopsError} NOT_FOUND */
  async delete(name: string): Promise<void> {
    await this.get(name);
    await this.#kv.delete(KEYS.pipeline(name));
  }
}
