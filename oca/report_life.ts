/**
 * How long a report counts, its answer too: three were missed. An OCA that was not heard for so long is
 * stale to cachecontrol and steering, and one that nobody answered for so long drains itself.
 *
 * Source: Open Connect partner help: an OCA that loses the control plane stops serving.
 */
export const REPORT_LIFE_MS = 6_000;
