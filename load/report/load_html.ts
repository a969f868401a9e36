import { escapeMarkup as safe } from "./escape.ts";
import { errorSection } from "./html_errors.ts";
import { numberSection, thresholdSection, VERDICT_MARKS, verdictHeader } from "./html_head.ts";
import { ocaSection } from "./html_ocas.ts";
import { generatorSection, runSection } from "./html_run.ts";
import { stepSection } from "./html_steps.ts";
import { HTML_STYLE } from "./html_style.ts";
import { timeSection } from "./html_time.ts";
import type { LoadReport } from "./load_report.ts";
import { dateWords } from "./load_words.ts";

/**
 * Writes a load as one page that needs no network and no script: the verdict first, then the load over time with what
 * happened to the platform, then who carried it, what failed, where time went, and whether the generator was the limit.
 */
export function renderLoadHtml(report: LoadReport): string {
  const [, word] = VERDICT_MARKS[report.verdict];
  const sections = [
    thresholdSection(report),
    timeSection(report),
    numberSection(report),
    ocaSection(report),
    errorSection(report),
    stepSection(report),
    generatorSection(report),
    runSection(report),
  ].filter((part) => part !== "");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<title>${safe(`${word}: ${report.name} (${report.id})`)}</title>
<style>${HTML_STYLE}</style>
</head>
<body>
${verdictHeader(report)}
<main>
${sections.join("\n")}
</main>
<footer>netops load, ${safe(report.id)}, ended ${dateWords(report.endedAtMs)}</footer>
</body>
</html>
`;
}
