import { type Cell, htmlTable, paragraph, section } from "./html_parts.ts";
import type { LoadReport } from "./load_report.ts";
import { bitrateWords, bytesWords, countWords, ratioWords, timeWords } from "./load_words.ts";
import { shareBars } from "./svg_bars.ts";

/** What each OCA carried, and from which place in the offer sessions started; nothing without viewers. */
export function ocaSection(report: LoadReport): string {
  const { ocas, unit } = report;
  if (unit === "iterations" && ocas.length === 0) return "";
  const heading = { id: "ocas", heading: "Throughput and share per OCA" };
  if (ocas.length === 0) return section(heading, [paragraph("No OCA sent anything.")]);
  const ranked = ocas.toSorted((one, other) => other.bytes - one.bytes);
  const bars = ranked.map(({ oca, share, bytes }) => ({
    ...{ name: oca, share },
    text: `${ratioWords(share)}, ${bitrateWords(throughput(bytes, report))}`,
  }));
  return section(heading, [shareBars(bars), ocaTable(ranked, report), rankPart(report)]);
}

function throughput(bytes: number, { startedAtMs, endedAtMs }: LoadReport): number {
  return bytes * 8_000 / Math.max(1, endedAtMs - startedAtMs);
}

function ocaTable(ocas: LoadReport["ocas"], report: LoadReport): string {
  return htmlTable({
    caption: "What each OCA carried, the busiest first; times are of its answers",
    titles: [
      ...["OCA", "Share", "Throughput", "Bytes", "Requests", "Failed", "Starts"],
      ...["p50", "p95", "p99"],
    ],
    rows: ocas.map((one): Cell[] => [
      one.oca,
      ratioWords(one.share),
      bitrateWords(throughput(one.bytes, report)),
      bytesWords(one.bytes),
      countWords(one.requests),
      one.failed === 0 ? "0" : { text: countWords(one.failed), look: "bad" },
      countWords(one.starts),
      timeWords(one.durationMs.p50),
      timeWords(one.durationMs.p95),
      timeWords(one.durationMs.p99),
    ]),
    wordColumns: 1,
  });
}

function rankPart({ shareByOcaRank }: LoadReport): string {
  const ranks = Object.entries(shareByOcaRank)
    .toSorted(([one], [other]) => Number(one) - Number(other));
  if (ranks.length === 0) return "";
  const bars = ranks.map(([rank, share]) => ({ name: `place ${rank} of the offer`, share }));
  return `<h3>Starts by place in the offer</h3>${
    paragraph(
      "Steering offers OCAs in order; whoever starts at a later place was turned away before.",
      "note",
    )
  }${shareBars(bars)}`;
}
