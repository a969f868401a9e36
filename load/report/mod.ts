/**
 * Reports of loads: what was counted, and the forms in which people and CI look at it. All of it is pure.
 *
 * ```ts
 * const page = renderLoadHtml(report);
 * const comment = renderLoadMarkdown(report);
 * ```
 *
 * @module
 */
export type {
  GeneratorHealth,
  LoadCompanion,
  LoadError,
  LoadEvent,
  LoadReport,
  LoadSecond,
  LoadStep,
  OcaShare,
  Quantiles,
} from "./load_report.ts";
export type { LoadPhase, LoadProgress } from "./load_progress.ts";
export { generatorLine, generatorSigns } from "./generator_words.ts";
export { renderLoadHtml } from "./load_html.ts";
export { renderLoadJunit } from "./load_junit.ts";
export { renderLoadMarkdown } from "./load_markdown.ts";
export {
  countedWords,
  countWords,
  engineWords,
  offsetWords,
  rateWords,
  ratioWords,
  timeWords,
} from "./load_words.ts";
export { type NextCommands, nextCommands } from "./run_again.ts";
export { actualWords, thresholdWords, worstFirst } from "./threshold_words.ts";
