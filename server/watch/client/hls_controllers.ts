/// <reference lib="dom" />
import type HlsClass from "hls.js";
import type { ErrorController, ErrorData, Events, HlsConfig } from "hls.js";
import { isOffline } from "./network.ts";

/** `NetworkErrorAction` and `ErrorActionFlags` of hls.js, which are not exported. */
const LEAVE_ALTERNATE = 2;
const RETRY = 5;
const ALL_OF_HOST = 1;
const AT_ONCE = { maxNumRetry: 1, retryDelayMs: 0, maxRetryDelayMs: 0 };
const IN_A_MOMENT = { maxNumRetry: 1, retryDelayMs: 500, maxRetryDelayMs: 500 };

/** What hls.js keeps in its content steering and does not show in its types. */
interface Steering {
  penalizedPathways: Record<string, number>;
  pathwayPriority: readonly string[] | null;
  pathways(): string[];
}

/** Lets an OCA be asked again before its penalty of five minutes is over. */
export interface Forgiver {
  /** Prefers this OCA from now on; false when hls.js never heard of it. */
  forgive(oca: string): boolean;
}

/**
 * Makes hls.js leave the OCA when a file could not be had, instead of trying every other rung of the
 * same OCA first: with three rungs and an OCA that hangs that would be three time-outs, which is more
 * than a buffer of 6 s. Without a network it leaves nobody, as nobody is to blame, and waits.
 *
 * The listener comes between hls.js's own error controller, which decides, and its content steering,
 * which acts on the decision: listeners are called in the order in which they were added.
 */
export function leaveOcas(Hls: typeof HlsClass): HlsConfig["errorController"] {
  const Base = Hls.DefaultConfig.errorController;
  const Controller = function (hls: HlsClass): ErrorController {
    const controller = new Base(hls);
    hls.on("hlsError" as Events.ERROR, (_, data) => {
      const { errorAction } = data;
      if (data.type !== "networkError" || errorAction?.action !== LEAVE_ALTERNATE) return;
      const retryConfig = isOffline() ? IN_A_MOMENT : isLate(hls, data) ? AT_ONCE : undefined;
      if (retryConfig !== undefined) {
        data.errorAction = { action: RETRY, flags: 0, retryCount: 0, retryConfig };
        return;
      }
      errorAction.flags |= ALL_OF_HOST;
      delete errorAction.nextAutoLevel;
    });
    return controller;
  };
  return Controller as unknown as HlsConfig["errorController"];
}

/** Content steering that can forgive; `take` gets it when hls.js has made it. */
export function forgivingSteering(
  Hls: typeof HlsClass,
  take: (forgiver: Forgiver) => void,
): Partial<HlsConfig> {
  const Base = Hls.DefaultConfig.contentSteeringController;
  if (Base === undefined) return {};
  const Controller = function (hls: HlsClass) {
    const controller = new Base(hls);
    const steering = controller as unknown as Steering;
    take({
      forgive: (oca) => {
        const others = steering.pathways();
        if (!others.includes(oca)) return false;
        steering.penalizedPathways = {};
        steering.pathwayPriority = [oca, ...others.filter((other) => other !== oca)];
        return true;
      },
    });
    return controller;
  };
  return { contentSteeringController: Controller } as unknown as Partial<HlsConfig>;
}

/**
 * Whether a segment was asked of an OCA that was left meanwhile, as sound and picture are asked for side
 * by side: hls.js would take it for a failure of the next OCA and leave that one too.
 */
function isLate(hls: HlsClass, { frag }: ErrorData): boolean {
  const now = hls.levels[hls.loadLevel]?.uri;
  return frag !== undefined && now !== undefined &&
    new URL(frag.url).origin !== new URL(now).origin;
}
