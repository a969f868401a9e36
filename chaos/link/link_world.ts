import type { Clock, Rng, Tcp, Timer } from "@netops/core";
import type { HeldBytes } from "./held_bytes.ts";
import type { Wake } from "./wake.ts";

/** What all proxies of a process share. */
export interface LinkWorld {
  readonly tcp: Tcp;
  readonly clock: Clock;
  /** For what lasts; links are woken more exactly. */
  readonly timer: Timer;
  readonly wake: Wake;
  /** What is drawn without a seed of its own comes from here. */
  readonly rng: Rng;
  /** Makes the generator of a toxic with a seed of its own. */
  readonly createRng: (seed: string) => Rng;
  readonly held: HeldBytes;
  readonly bufferBytes: number;
  /** Upper bound of every duration; undefined lets toxics last. */
  readonly mostDurationMs: number | undefined;
  /** Takes one of the connections that may be open at once; false when there is none left. */
  readonly takeSeat: () => boolean;
  readonly leaveSeat: () => void;
}
