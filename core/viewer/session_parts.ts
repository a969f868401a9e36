import { Exchanges } from "./exchanges.ts";
import { MediaPlan } from "./media_plan.ts";
import { OcaSeat } from "./oca_seat.ts";
import { PlaybackClock } from "./playback_clock.ts";
import { Renewal } from "./renewal.ts";
import { SessionLog } from "./session_log.ts";
import { Throughput } from "./throughput.ts";
import { type ViewerOptions, type ViewerSettings, viewerSettings } from "./viewer_options.ts";

/** What a session is made of. */
export interface SessionParts {
  readonly settings: ViewerSettings;
  readonly clock: PlaybackClock;
  readonly throughput: Throughput;
  readonly plan: MediaPlan;
  readonly seat: OcaSeat;
  readonly log: SessionLog;
  readonly exchanges: Exchanges;
  readonly renewal: Renewal;
  readonly progress: {
    /** When something to play came last. */
    lastGoodAtMs: number;
    /** The buffer ran empty since the last request was sent. */
    isStarved: boolean;
    /** When to look after the OCA that serves. */
    watchAtMs: number;
    /** How often it refused to be looked after. */
    watchMisses: number;
    /** Requests that were given up because nothing came, since the last one that was answered soon. */
    hangs: number;
    /** The last failure in words, for who asks why nothing plays. */
    lastLoss: string;
  };
}

/** Makes the parts of a session that begins now. */
export function createParts(options: ViewerOptions): SessionParts {
  const settings = viewerSettings(options);
  const { requestedAtMs, startBufferMs, maxHeight, targetBufferMs } = settings;
  const clock = new PlaybackClock({ requestedAtMs, startBufferMs });
  const throughput = new Throughput();
  const plan = new MediaPlan({ clock, throughput, maxHeight, targetBufferMs });
  const seat = new OcaSeat(settings);
  const log = new SessionLog({ clock, oca: () => seat.lastId, rung: () => plan.rung?.name });
  return {
    ...{ settings, clock, throughput, plan, seat, log },
    exchanges: new Exchanges((action) => log.act(action)),
    renewal: new Renewal(),
    progress: {
      ...{ lastGoodAtMs: requestedAtMs, isStarved: false },
      ...{ watchAtMs: Infinity, watchMisses: 0, hangs: 0, lastLoss: "" },
    },
  };
}
