import { type Cell, htmlTable, paragraph, section } from "./html_parts.ts";
import type { LoadReport } from "./load_report.ts";
import { countWords, offsetWords } from "./load_words.ts";
import { traceLinks } from "./safe_html.ts";

const MOST_ERRORS = 100;

/** What failed, by type, service and URL, most first, with its traces. */
export function errorSection(report: LoadReport): string {
  const heading = { id: "errors", heading: "Errors" };
  if (report.errors.length === 0) return section(heading, [paragraph("Nothing failed.")]);
  const ranked = report.errors.toSorted((one, other) => other.count - one.count);
  const hidden = ranked.length - MOST_ERRORS;
  const table = htmlTable({
    caption:
      "Errors that are alike, most first; traces open on the platform's page while it keeps them",
    titles: ["Count", "Type", "Service", "URL", "Message", "From", "To", "Traces"],
    rows: ranked.slice(0, MOST_ERRORS).map((one): Cell[] => [
      { text: countWords(one.count), look: "bad" },
      ...[one.type, one.service, one.url, one.message],
      offsetWords(one.firstAtMs, report.startedAtMs),
      offsetWords(one.lastAtMs, report.startedAtMs),
      traceLinks(one.traceIds, report),
    ]),
    wordColumns: 8,
  });
  const more = hidden > 0
    ? [
      paragraph(
        `And ${hidden} more kinds, which are rarer: netops load report ${report.id} --json`,
      ),
    ]
    : [];
  return section(heading, [table, ...more]);
}
