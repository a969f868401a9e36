/** A guard, or the lack of a platform, says no to a fault: nothing was done, and the run ends. */
export class FaultRefused extends Error {
  override readonly name = "FaultRefused";
}
