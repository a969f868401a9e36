import type { FleetBoot, Individual } from "@netops/core/contracts";
import type { Seat } from "./model.ts";

/** A zone and the region it lies in. */
export interface Place {
  readonly region: string;
  readonly zone: string;
}

/** Outside of all zones: no zone fault takes what stands here. */
export const NOWHERE: Place = { region: "-", zone: "-" };

/**
 * Every zone of the platform, region by region in turn, so that the first instances of an app stand in
 * different regions and each region has as many of them.
 */
export function placesOf(boot: Pick<FleetBoot, "regions">): Place[] {
  const most = Math.max(0, ...boot.regions.map((region) => region.zones.length));
  return Array.from({ length: most }, (_, index) => index).flatMap((index) =>
    boot.regions.flatMap(({ name, zones }) => {
      const zone = zones[index];
      return zone === undefined ? [] : [{ region: name, zone }];
    })
  );
}

/** Makes seats spread over places in turn. */
export function createSeats(count: number, places: readonly Place[]): Seat[] {
  return Array.from({ length: count }, (_, slot) => {
    const place = places[slot % places.length] ?? NOWHERE;
    return createSeat(slot, place, undefined);
  });
}

/** Makes a seat for each individual, where it stands. */
export function seatsOfIndividuals(individuals: readonly Individual[]): Seat[] {
  return individuals.map((individual, slot) => createSeat(slot, individual, individual));
}

function createSeat(slot: number, place: Place, individual: Individual | undefined): Seat {
  return {
    slot,
    region: place.region,
    zone: place.zone,
    individual,
    address: undefined,
    quickDeaths: 0,
    notBeforeMs: 0,
    restarts: 0,
    recentDeathsMs: [],
    lastReason: undefined,
  };
}
