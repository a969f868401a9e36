import { escapeMarkup as safe } from "./escape.ts";
import type { LoadReport } from "./load_report.ts";

/** Markup that is safe already. */
export interface SafeHtml {
  readonly html: string;
}

const MOST_SHOWN = 12;
/** Only a platform of this machine is linked: a report never leads elsewhere. */
const LOCAL = /^http:\/\/127(?:\.\d{1,3}){3}(?::\d{1,5})?$/;

/** Links to traces on the platform's page; bare ids where it is not known where that answers. */
export function traceLinks(
  traceIds: readonly string[],
  { opsUrl = "" }: Pick<LoadReport, "opsUrl">,
): SafeHtml {
  const isKnown = LOCAL.test(opsUrl);
  const links = traceIds.map((id) => {
    const text = `<code>${safe(id.slice(0, MOST_SHOWN))}</code>`;
    if (!isKnown) return text;
    return `<a href="${
      safe(`${opsUrl}/ops?tab=traces&trace=${encodeURIComponent(id)}`)
    }">${text}</a>`;
  });
  return { html: links.length === 0 ? "none" : links.join(", ") };
}
