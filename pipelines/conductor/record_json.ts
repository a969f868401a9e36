import { NetopsError } from "@netops/core";
import type { DeployDetail } from "@netops/core/contracts";
import type { ExecutionRecord, StageRecord } from "../execution/execution_record.ts";

/** What a record may take: Deno KV stores 64 KiB under a key. */
export const MOST_RECORD_BYTES = 60 * 1_024;

/** What a record may take when it is new: stages add their states, outputs and looks. */
export const MOST_NEW_BYTES = 40 * 1_024;

/** What a stage may give out. */
export const MOST_OUTPUT_BYTES = 4 * 1_024;

const MOST_REASON_CHARS = 1_000;
const MOST_EVENT_BYTES = 16 * 1_024;

/** Looks that keep their metrics when a record gets too large. */
const KEPT_LOOKS = 5;

/** Writes a value as the bytes that are stored: their number is what the limits count. */
export function encodeJson(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}

/** Reads what {@linkcode encodeJson} wrote. */
export function decodeJson<T>(bytes: Uint8Array): T {
  return JSON.parse(new TextDecoder().decode(bytes)) as T;
}

/**
 * Writes a record: long reasons are cut, and where it is still too large the oldest looks lose their metrics.
 *
 * Outputs and states are never cut, as stages go on by them.
 *
 * @throws {NetopsError} TOO_LARGE
 */
export function encodeRecord(record: ExecutionRecord): Uint8Array {
  const cut = { ...record, stages: record.stages.map(withShortReason) };
  const bytes = encodeJson(cut);
  if (bytes.byteLength <= MOST_RECORD_BYTES) return bytes;
  const trimmed = encodeJson({ ...cut, stages: cut.stages.map(withFewLooks) });
  if (trimmed.byteLength <= MOST_RECORD_BYTES) return trimmed;
  throw new NetopsError(
    "TOO_LARGE",
    `Cannot store ${record.id} as it takes ${trimmed.byteLength} bytes, and ${MOST_RECORD_BYTES} is the most`,
    { details: { sizeBytes: trimmed.byteLength } },
  );
}

/** Writes an event; data that is too large is left out, and the event says so. */
export function encodeEvent(
  event: { readonly data: Readonly<Record<string, unknown>> },
): Uint8Array {
  const bytes = encodeJson(event);
  if (bytes.byteLength <= MOST_EVENT_BYTES) return bytes;
  return encodeJson({ ...event, data: { leftOutBytes: bytes.byteLength } });
}

/** A text with its end left out where it is too long. */
export function shortText(text: string): string {
  return text.length <= MOST_REASON_CHARS ? text : `${text.slice(0, MOST_REASON_CHARS - 1)}…`;
}

function withShortReason(stage: StageRecord): StageRecord {
  const { reason } = stage;
  if (reason === undefined || reason.length <= MOST_REASON_CHARS) return stage;
  return { ...stage, reason: shortText(reason) };
}

function withFewLooks(stage: StageRecord): StageRecord {
  return stage.deploy === undefined ? stage : { ...stage, deploy: fewLooks(stage.deploy) };
}

function fewLooks(deploy: DeployDetail): DeployDetail {
  const kept = deploy.looks.length - KEPT_LOOKS;
  const looks = deploy.looks.map((look, at) => at < kept ? { ...look, metrics: [] } : look);
  return { ...deploy, looks };
}
