import { placeOf } from "./place.ts";

/** There is no `any`; `unknown` and a check say the truth. */
export const noAny: Deno.lint.Rule = {
  create(context) {
    if (placeOf(context.filename).isTest) return {}; // there Deno's own rule wants its reason written
    return {
      TSAnyKeyword(node) {
        context.report({ node, message: "Use unknown and a check, or the real type, not any" });
      },
    };
  },
};
