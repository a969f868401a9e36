/** An experiment that the Chaos Toolkit refuses to run. */
export class InvalidExperiment extends Error {
  override readonly name = "InvalidExperiment";
}
