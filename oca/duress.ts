const DURESS_RATIO = 0.85;

/**
 * Says whether an OCA is in duress: load > 0.85 of its capacity, `loadRatio` 0..1 and above. It tells
 * players to look elsewhere, and steering offers it last of all.
 */
export function isInDuress(loadRatio: number): boolean {
  return loadRatio > DURESS_RATIO;
}
