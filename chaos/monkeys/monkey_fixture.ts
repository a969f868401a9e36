import type { PsInstance } from "@netops/core/contracts";
import { FakeTimer, RecordingLogger } from "@netops/core/testing";
import { createFixedRng } from "@netops/core/testing";
import { WorkCalendar } from "./calendar/work_calendar.ts";
import { SlotGrid } from "./draw/slots.ts";
import type { HuntPlatform, HuntRequest, PlatformSight, UndoneAct } from "./hunt/hunt_platform.ts";
import { Hunter } from "./hunt/hunter.ts";
import type { HuntKnobs, MonkeyKind } from "./knobs/knobs.ts";
import { readKnobs } from "./knobs/read_knobs.ts";
import type { Act, ActLine } from "./recorder/act.ts";
import { readActs } from "./recorder/act.ts";
import { ActBook } from "./recorder/act_book.ts";

/** The knobs of what a file says. */
export function huntKnobs(file: object, kind: MonkeyKind = "chaos"): HuntKnobs {
  const { knobs, issues } = readKnobs(kind, file);
  if (knobs === undefined || knobs.kind === "doctor") throw new Error(JSON.stringify(issues));
  return knobs;
}

/** An instance that is up. */
export function instance(id: string, change: Partial<PsInstance> = {}): PsInstance {
  const app = change.app ?? id.replace(/-\d+$/, "");
  const cluster = change.cluster ?? app;
  return {
    ...{ id, app, cluster, serverGroup: `${cluster}-v000`, version: "v1", region: "eu" },
    ...{ zone: "eu-a", pid: 1, host: "127.0.0.1", port: 1, status: "UP", startedAtMs: 0 },
    restarts: 0,
    ...change,
  };
}

/** `count` instances that are up of each app. */
export function instances(apps: readonly string[], count: number): PsInstance[] {
  return apps.flatMap((app) =>
    Array.from({ length: count }, (_, index) => instance(`${app}-${index}`))
  );
}

/** A platform in memory: what is asked of it takes a while, and a kill is mended by itself. */
export class SimulatedPlatform implements HuntPlatform {
  readonly injected: (HuntRequest & { readonly atMs: number })[] = [];
  readonly tracked: Act[] = [];
  /** What was told not to be done after all. */
  readonly undone: string[] = [];
  readonly timer: FakeTimer;
  /** How long an answer takes. */
  delayMs = 5;
  sight: PlatformSight;
  outageIs: () => Promise<string | undefined> = () => Promise.resolve(undefined);
  trackIs: () => Promise<void> = () => Promise.resolve();
  injectIs: () => Promise<void> = () => Promise.resolve();

  constructor(timer: FakeTimer, all: readonly PsInstance[]) {
    this.timer = timer;
    this.sight = {
      instances: all,
      held: new Set(),
      deploying: new Set(),
      ground: new Set(["registry"]),
    };
  }

  async look(): Promise<PlatformSight> {
    await this.timer.sleep(this.delayMs);
    return this.sight;
  }

  async outage(): Promise<string | undefined> {
    await this.timer.sleep(this.delayMs);
    return await this.outageIs();
  }

  async track(act: Act): Promise<void> {
    this.tracked.push(act);
    await this.trackIs();
  }

  tellUndone({ instance }: Act, { outcome, reason }: UndoneAct): Promise<void> {
    this.undone.push(`${outcome} ${instance}: ${reason}`);
    return Promise.resolve();
  }

  async inject(request: HuntRequest): Promise<{ id: string }> {
    await this.timer.sleep(this.delayMs);
    await this.injectIs();
    this.injected.push({ ...request, atMs: this.timer.clock.nowMs() });
    return { id: `f-${this.injected.length}` };
  }

  renew(): Promise<void> {
    return Promise.resolve();
  }

  release(): Promise<void> {
    return Promise.resolve();
  }
}

/** A monkey over a simulated platform and a clock of the test's. */
export class HuntRig {
  readonly timer: FakeTimer;
  readonly platform: SimulatedPlatform;
  readonly grid: SlotGrid;
  readonly logger = new RecordingLogger();
  readonly knobs: HuntKnobs;
  /** What is on the disk. */
  disk = "";
  book: ActBook;
  hunter: Hunter;

  constructor(timer: FakeTimer, knobs: HuntKnobs, all: readonly PsInstance[]) {
    this.timer = timer;
    this.knobs = knobs;
    this.platform = new SimulatedPlatform(timer, all);
    this.grid = new SlotGrid(new WorkCalendar(knobs.calendar), knobs.slot);
    this.book = this.openBook();
    this.hunter = this.startHunter();
  }

  /** Reads the disk as a monkey does that starts. */
  openBook(): ActBook {
    this.book = new ActBook(readActs(this.disk), (line: ActLine) => {
      this.disk += `${JSON.stringify(line)}\n`;
    });
    return this.book;
  }

  startHunter(seed = "s1"): Hunter {
    const { knobs, grid, platform, logger, book } = this;
    const { clock } = this.timer;
    this.hunter = new Hunter({
      ...{ knobs, seed, grid, clock, createRng: createFixedRng, book, platform, logger },
    });
    return this.hunter;
  }

  /** Lets `durationMs` pass with a look every `everyMs`, as the job does. */
  async live(durationMs: number, everyMs = 5_000): Promise<void> {
    const { clock } = this.timer;
    for (const endMs = clock.nowMs() + durationMs; clock.nowMs() < endMs;) {
      const looking = this.hunter.look();
      await this.timer.advance(everyMs);
      await looking;
    }
  }
}
