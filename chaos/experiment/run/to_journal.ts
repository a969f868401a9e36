import { jsonText } from "../python/json_text.ts";
import type { RunRecord } from "./record.ts";

/**
 * The journal as text, as `journal.json` of the Chaos Toolkit; undefined where that would write none. A number
 * that is not finite is bare, as Python writes it.
 */
export function toJournal(record: RunRecord): string | undefined {
  return record.journal === undefined ? undefined : jsonText(record.journal, { indent: 2 });
}
