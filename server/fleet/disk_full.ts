/** Less than this and databases, logs and caches begin to refuse. */
const LEAST_FREE_BYTES = 16 * 1024 * 1024;

/** Whether a disk with so much room counts as full. */
export function isDiskFull(freeBytes: number): boolean {
  return freeBytes < LEAST_FREE_BYTES;
}
