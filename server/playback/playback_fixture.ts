import { NetopsError, TitleKeys } from "@netops/core";
import type {
  LicensedTitle,
  RankedOca,
  SteerAnswer,
  SteerRequest,
  SubscriptionView,
  ViewingRecord,
} from "@netops/core/contracts";
import { MetricRegistry } from "@netops/core/service";
import { FakeClock, FakeTimer } from "@netops/core/testing";
import type { Dependencies } from "./dependencies.ts";
import { Playback } from "./playback.ts";
import { PLAYER_CONFIG } from "./player_config.ts";
import { Sessions } from "./sessions.ts";
import { PlaybackStore } from "./store.ts";
import { StreamStarts } from "./stream_starts.ts";

/** A title that everybody may see. */
export const TITLE: LicensedTitle = {
  id: "night-signal",
  title: "Night Signal",
  description: "",
  year: 2025,
  genres: [],
  durationMs: 48_000,
  rungs: [],
  audioLanguages: ["en"],
  captions: [],
  artwork: { background: "#000", accent: "#fff", motif: "night" },
  version: "0123456789abcdef",
  countries: "all",
  window: {},
};

const OCA: RankedOca = {
  oca: "c001.fra001.isp-a",
  rank: 1,
  url: "http://127.66.1.1:8000",
  reasons: ["longest prefix 127.0.0.0/16 (16 bits)"],
  site: "fra001",
  isp: "isp-a",
};

/** The other apps, in the hands of a test. */
export class FakeDependencies implements Dependencies {
  titles = new Map([[TITLE.id, TITLE]]);
  plan: SubscriptionView | undefined = {
    ...{ account: "a1", plan: "standard", status: "active" },
    ...{ maxStreams: 2, maxHeight: 1_080, paidUntilMs: 0 },
  };
  steering: SteerAnswer = { ranked: [OCA], rejected: [] };
  away = new Set<"catalog" | "billing" | "steering">();
  readonly steered: SteerRequest[] = [];

  title(titleId: string): Promise<LicensedTitle | undefined> {
    return this.#answer("catalog", this.titles.get(titleId));
  }

  subscription(): Promise<SubscriptionView | undefined> {
    return this.#answer("billing", this.plan);
  }

  rank(request: SteerRequest): Promise<SteerAnswer> {
    this.steered.push(request);
    return this.#answer("steering", this.steering);
  }

  #answer<T>(app: "catalog" | "billing" | "steering", value: T): Promise<T> {
    if (!this.away.has(app)) return Promise.resolve(value);
    return Promise.reject(
      new NetopsError("NO_INSTANCE", `Cannot call ${app} as no instance is up`),
    );
  }
}

/** Instances of playback over one database in memory. */
export class PlaybackWorld {
  readonly clock = new FakeClock();
  readonly keys = new TitleKeys("token");
  readonly apps = new FakeDependencies();
  readonly published: ViewingRecord[] = [];
  #sessions = 0;

  private constructor(readonly kv: Deno.Kv) {}

  /** Runs a test and closes the database, whatever happens. */
  static async run(test: (world: PlaybackWorld) => Promise<void>): Promise<void> {
    const kv = await Deno.openKv(":memory:");
    try {
      await test(new PlaybackWorld(kv));
    } finally {
      kv.close();
    }
  }

  /** Starts one more instance. */
  instance() {
    const metrics = new MetricRegistry();
    const store = new PlaybackStore(this.kv, new FakeTimer());
    const shared = { store, starts: new StreamStarts(metrics), clock: this.clock };
    const playback = new Playback({
      ...shared,
      ...{ dependencies: this.apps, keys: this.keys, player: PLAYER_CONFIG },
      createSessionId: () => `s${++this.#sessions}`,
    });
    const publish = (record: ViewingRecord) => void this.published.push(record);
    const play = (change: { playId?: string; titleId?: string; country?: string } = {}) => {
      const { titleId = TITLE.id, country = "DE", playId } = change;
      return playback.play({
        principal: { account: "a1", country },
        request: playId === undefined ? { titleId } : { titleId, playId },
        clientIp: "127.0.0.1",
      });
    };
    return { metrics, play, sessions: new Sessions({ ...shared, publish }) };
  }
}
