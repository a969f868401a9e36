import type { Clock } from "@netops/core";
import type { ApplicationsView } from "./eureka_instance.ts";
import { jsonCodec } from "./json_codec.ts";
import type { Registry } from "./registry.ts";
import { deltaView, fullView, vipView } from "./views.ts";
import { xmlCodec } from "./xml_codec.ts";

/** What a cached body is of. */
export type Fetched =
  | { readonly kind: "all" | "delta" }
  | { readonly kind: "vips" | "svips"; readonly vip: string };

/** How a body is written. */
export interface BodyForm {
  readonly format: "json" | "xml";
  readonly compact: boolean;
}

/** An encoded body, ready to be sent any number of times; zipped once, when first asked for. */
export interface EncodedBody {
  /** Answers with the plain body. */
  plain(): Response;
  /** Answers with the zipped body, at once when it is made already. */
  zipped(): Response | Promise<Response>;
}

/** A body served this long is written again, so that the lease times in it do not grow old, in ms. */
const OLDEST_MS = 30_000;
const MOST_BODIES = 500;

/** Keeps encoded bodies until the registry changes, so that a fetch costs no encoding. */
export class ResponseCache {
  readonly #registry: Registry;
  readonly #clock: Clock;
  readonly #bodies = new Map<string, { revision: number; madeAtMs: number; body: EncodedBody }>();
  #encodings = 0;

  /** Makes an empty cache in front of `registry`. */
  constructor(registry: Registry, clock: Clock) {
    this.#registry = registry;
    this.#clock = clock;
  }

  /** How many bodies were encoded so far. */
  get encodings(): number {
    return this.#encodings;
  }

  /** Answers the body, encoding it only when something changed. */
  get(fetched: Fetched, form: BodyForm): EncodedBody {
    const vip = "vip" in fetched ? fetched.vip : "";
    const key = `${fetched.kind} ${form.format} ${form.compact ? "c" : "f"} ${vip}`;
    const revision = fetched.kind === "delta"
      ? this.#registry.delta.revision
      : this.#registry.version;
    const nowMs = this.#clock.monotonicMs();
    const known = this.#bodies.get(key);
    if (known !== undefined && known.revision === revision && nowMs - known.madeAtMs < OLDEST_MS) {
      return known.body;
    }
    const view = this.#view(fetched);
    const body = encode(view, form);
    this.#encodings++;
    // An unknown vip is not kept: names that anybody may make up must not fill the memory.
    if (vip === "" || view.applications.length > 0) {
      if (this.#bodies.size >= MOST_BODIES) this.#bodies.clear();
      this.#bodies.set(key, { revision, madeAtMs: nowMs, body });
    }
    return body;
  }

  #view(fetched: Fetched): ApplicationsView {
    switch (fetched.kind) {
      case "all":
        return fullView(this.#registry);
      case "delta":
        return deltaView(this.#registry);
      case "vips":
        return vipView(this.#registry, fetched.vip, "vipAddress");
      case "svips":
        return vipView(this.#registry, fetched.vip, "secureVipAddress");
    }
  }
}

function encode(view: ApplicationsView, form: BodyForm): EncodedBody {
  const codec = form.format === "json" ? jsonCodec : xmlCodec;
  const text = codec.applications(view, form.compact);
  const plain = template(text, codec.contentType);
  let zipped: Response | undefined;
  let zipping: Promise<Response> | undefined;
  return {
    plain: () => plain.clone(),
    zipped: () => {
      if (zipped !== undefined) return zipped.clone();
      zipping ??= zip(text).then((bytes) => {
        zipped = template(bytes, codec.contentType);
        zipped.headers.append("content-encoding", "gzip");
        return zipped;
      });
      return zipping.then((done) => done.clone());
    },
  };
}

/**
 * Makes an answer to be cloned: a clone shares the body, where a new answer copies its bytes each time.
 * A text is cheaper to send than its bytes, and two headers in one step cost ten times two steps.
 */
function template(body: BodyInit, contentType: string): Response {
  const response = new Response(body, { headers: { "content-type": contentType } });
  response.headers.append("vary", "accept-encoding");
  return response;
}

function zip(text: string): Promise<Uint8Array<ArrayBuffer>> {
  return new Response(new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"))).bytes();
}
