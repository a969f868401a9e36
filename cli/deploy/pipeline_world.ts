import type { CheckWorld } from "@netops/pipelines/definition";

/** What a query may give: one value is taken out of a vector of one. */
const ONE_VALUE: ReadonlySet<string> = new Set(["vector", "scalar"]);

/** The words of pipelines that depend on this release of netops: experiments, and telemetry's own grammar. */
export async function pipelineWorld(): Promise<CheckWorld> {
  const [{ GALLERY }, { checkQuery }] = await Promise.all([
    import("@netops/chaos/gallery"),
    import("@netops/server/promql"),
  ]);
  return {
    experiments: GALLERY.map(({ name }) => name),
    queryProblem: (promql) => {
      const found = checkQuery(promql);
      if ("error" in found) return found.error;
      if (ONE_VALUE.has(found.type)) return undefined;
      return `it gives ${found.type === "matrix" ? "a range of values" : "a text"}, not one value`;
    },
  };
}
