import type { LinkWorld } from "./link_world.ts";

/** Counts open connections against a limit. */
export function createSeats(most: number): Pick<LinkWorld, "takeSeat" | "leaveSeat"> {
  let taken = 0;
  return {
    takeSeat: () => {
      if (taken >= most) return false;
      taken++;
      return true;
    },
    leaveSeat: () => void taken--,
  };
}
