import { type GoField, type GoValues, memberOf, mismatch, readGoFields } from "./go_fields.ts";
import { decodeGoJson, type GoValue } from "./go_json.ts";
import { badBody, isFault, isRefusal, type Refusal, REFUSALS, refuse } from "./refusal.ts";
import { type Direction, type Toxic, TOXIC_KINDS, type ToxicType } from "./toxic.ts";

/** Bounds of what is ours. */
export interface ToxicBounds {
  /** No toxic lasts longer, and one without a duration lasts this long; undefined sets no bound. */
  readonly mostDurationMs: number | undefined;
}

const WRAPPER: readonly GoField[] = [
  { name: "name", type: "string" },
  { name: "type", type: "string" },
  { name: "stream", type: "string" },
  { name: "toxicity", type: "float32" },
];
const OURS: readonly GoField[] = [
  { name: "durationMs", type: "int64" },
  { name: "match", type: "string" },
  { name: "seed", type: "string" },
];
const LONGEST_TEXT = 256;
const UPDATE_TYPE =
  'struct { Attributes interface {} "json:\\"attributes\\""; Toxicity float32 "json:\\"toxicity\\"" }';

/** What a body says about a toxic. */
export type ToxicDraft = Omit<Toxic, "serial">;

/** Reads the body that makes a toxic. Source: Toxiproxy 2.12, ToxicCollection.AddToxicJson. */
export function readNewToxic(text: string, bounds: ToxicBounds): ToxicDraft | Refusal {
  const body = decodeGoJson(text);
  if (isFault(body)) return badBody(body.fault);
  const fields = readWrapper(body);
  if (isFault(fields)) return badBody(fields.fault);
  const stream = String(fields["stream"] ?? "downstream");
  const direction = directionOf(stream);
  if (direction === undefined) return REFUSALS.invalidStream;
  const type = String(fields["type"] ?? "");
  const name = String(fields["name"] ?? "") || `${type}_${stream}`;
  if (!isToxicType(type)) return REFUSALS.invalidType;
  const attributes = readAttributes(body, { type, attributes: {} });
  if (isFault(attributes)) return badBody(attributes.fault);
  const ours = readOurs(body, bounds);
  if (isRefusal(ours)) return ours;
  const toxicity = Number(fields["toxicity"] ?? 1);
  return { ...{ name, type, stream, direction, toxicity }, ...withLimit(ours, bounds), attributes };
}

/** Reads the body that changes a toxic: attributes and toxicity, and what is ours. */
export function readToxicChange(
  text: string,
  toxic: Toxic,
  bounds: ToxicBounds,
): ToxicDraft | Refusal {
  const body = decodeGoJson(text);
  if (isFault(body)) return badBody(body.fault);
  const known = memberOf(body, "attributes");
  if (known !== undefined && known.kind !== "object" && known.kind !== "null") {
    const { goName } = TOXIC_KINDS[toxic.type];
    return badBody(mismatch(known, `struct field .attributes of type toxics.${goName}`));
  }
  const fields = readGoFields(body, [{ name: "toxicity", type: "float32" }], {
    path: "",
    type: UPDATE_TYPE,
  });
  if (isFault(fields)) return badBody(fields.fault);
  const attributes = readAttributes(body, toxic);
  if (isFault(attributes)) return badBody(attributes.fault);
  const ours = readOurs(body, bounds);
  if (isRefusal(ours)) return ours;
  const toxicity = Number(fields["toxicity"] ?? toxic.toxicity);
  const { endsAtMs, ...rest } = toxic;
  // A duration that is named begins anew; otherwise the toxic ends when it would have.
  const end = ours.durationMs === undefined && endsAtMs !== undefined ? { endsAtMs } : {};
  return { ...rest, ...ours, ...end, toxicity, attributes };
}

function readWrapper(body: GoValue): GoValues | { readonly fault: string } {
  const attributes = memberOf(body, "attributes");
  if (attributes !== undefined && attributes.kind !== "object" && attributes.kind !== "null") {
    const target = "struct field ToxicWrapper.attributes of type toxics.NoopToxic";
    return { fault: mismatch(attributes, target) };
  }
  return readGoFields(body, WRAPPER, { path: "ToxicWrapper", type: "toxics.ToxicWrapper" });
}

function readAttributes(
  body: GoValue,
  { type, attributes: before }: Pick<Toxic, "type" | "attributes">,
): Toxic["attributes"] | { readonly fault: string } {
  const { fields, goName } = TOXIC_KINDS[type];
  const value = memberOf(body, "attributes") ?? { kind: "null", text: "null" };
  const read = readGoFields(value, fields, { path: `${goName}.attributes`, type: goName });
  if (isFault(read)) return read;
  return Object.fromEntries(
    fields.map(({ name }) => [name, Number(read[name] ?? before[name] ?? 0)]),
  );
}

type Ours = Pick<Toxic, "durationMs" | "match" | "seed">;

function readOurs(body: GoValue, { mostDurationMs }: ToxicBounds): Ours | Refusal {
  const read = readGoFields(body, OURS, { path: "Toxic", type: "Toxic" });
  if (isFault(read)) return badBody(read.fault);
  const { durationMs, match, seed } = read;
  if (durationMs !== undefined && Number(durationMs) < 1) {
    return refuse("durationMs must be at least 1", 400);
  }
  if (Number(durationMs ?? 0) > (mostDurationMs ?? Infinity)) {
    return refuse(`durationMs must be at most ${mostDurationMs}`, 400);
  }
  if (match !== undefined && (match === "" || String(match).length > LONGEST_TEXT)) {
    return refuse(`match must have 1 to ${LONGEST_TEXT} characters`, 400);
  }
  if (String(seed ?? "").length > LONGEST_TEXT) {
    return refuse(`seed must have at most ${LONGEST_TEXT} characters`, 400);
  }
  return {
    ...(durationMs === undefined ? {} : { durationMs: Number(durationMs) }),
    ...(match === undefined ? {} : { match: String(match) }),
    ...(seed === undefined ? {} : { seed: String(seed) }),
  };
}

function withLimit(ours: Ours, { mostDurationMs }: ToxicBounds): Ours {
  if (ours.durationMs !== undefined || mostDurationMs === undefined) return ours;
  return { ...ours, durationMs: mostDurationMs };
}

/** Whether a word names a type of toxic. */
export function isToxicType(word: string): word is ToxicType {
  return Object.hasOwn(TOXIC_KINDS, word);
}

function directionOf(stream: string): Direction | undefined {
  const lower = stream.toLowerCase();
  return lower === "upstream" || lower === "downstream" ? lower : undefined;
}
