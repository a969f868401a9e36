import { type Logger, toNetopsError } from "@netops/core";
import type { RunFile } from "@netops/core/contracts";
import type { Host } from "@netops/core/host";
import { WorkCalendar } from "./calendar/work_calendar.ts";
import { Doctor } from "./doctor/doctor.ts";
import { SlotGrid, type SlotLength } from "./draw/slots.ts";
import { Hunter } from "./hunt/hunter.ts";
import { monkeyDir, type MonkeyOrders, monkeyOwner } from "./orders/orders.ts";
import { ActBook } from "./recorder/act_book.ts";
import { ACTS_FILE, ActStore } from "./recorder/store.ts";
import { DoctorWire } from "./wire/doctor_wire.ts";
import { HuntWire } from "./wire/hunt_wire.ts";
import { MonkeyWire } from "./wire/monkey_wire.ts";
import { PlatformEyes } from "./wire/platform_eyes.ts";
import { TrackerList } from "./wire/tracker_list.ts";
import { VitalsWatch } from "./wire/vitals_watch.ts";

/** A monkey that is put together. */
export interface Monkey {
  /** How often it wants to look. */
  readonly everyMs: number;
  look(): Promise<void>;
  /** Renews what it holds; never rejects. */
  renew(): Promise<void>;
  /** Ends what it holds and closes its recorder. */
  close(): Promise<void>;
}

/** What a monkey is put together from. */
export interface MonkeyParts {
  readonly host: Host;
  readonly logger: Logger;
  readonly home: string;
  readonly run: RunFile;
  readonly orders: MonkeyOrders;
}

/** Puts the monkey of these orders together. @throws {NetopsError} when its recorder cannot be opened. */
export function buildMonkey(parts: MonkeyParts): Monkey {
  const { host, logger, home, run, orders } = parts;
  const { clock, timer, createRng } = host;
  const { fleetUrl, token, urls } = run;
  const { knobs, seed, kind } = orders;
  const { store, history } = ActStore.open(`${monkeyDir(home, kind)}/${ACTS_FILE}`);
  const book = new ActBook(history, (line) => store.append(line));
  const http = host.createHttpClient();
  const wire = new MonkeyWire({ http, timer, token });
  const addresses = { fleetUrl, urls };
  const eyes = new PlatformEyes(wire, addresses);
  const trackers = new TrackerList({
    ...{ wire, clock, fleetUrl },
    trackers: knobs.kind === "doctor" ? [] : knobs.trackers,
  });
  const close = () => {
    store.close();
    http.close();
  };
  if (knobs.kind === "doctor") {
    const { windowMs } = knobs;
    const vitals = new VitalsWatch({ wire, clock, metricsUrl: urls.metrics, windowMs });
    const platform = new DoctorWire({ wire, eyes, trackers, addresses, vitals, knobs });
    const doctor = new Doctor({ knobs, clock, book, platform, logger });
    return {
      everyMs: knobs.everyMs,
      look: () => doctor.look(),
      renew: () => Promise.resolve(),
      close: () => quietly(logger, () => doctor.release()).finally(close),
    };
  }
  const grid = new SlotGrid(new WorkCalendar(knobs.calendar), knobs.slot);
  const platform = new HuntWire({ wire, eyes, trackers, owner: monkeyOwner(kind) });
  const hunter = new Hunter({ knobs, seed, grid, clock, createRng, book, platform, logger });
  return {
    everyMs: lookMs(knobs.slot),
    look: () => hunter.look(),
    renew: () => quietly(logger, () => platform.renew()),
    close: () => quietly(logger, () => platform.release()).finally(close),
  };
}

/** Several times a slot, so that a hit comes when it was drawn for, and never less than every 5 s. */
function lookMs(slot: SlotLength): number {
  return slot === "day" ? 5_000 : Math.min(5_000, Math.max(100, slot / 4));
}

async function quietly(logger: Logger, run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (thrown) {
    logger.log("warn", toNetopsError(thrown).message);
  }
}
