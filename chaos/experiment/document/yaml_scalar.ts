import { floatValue, intValue, Stamp, type Value } from "../python/value.ts";

const BOOL = /^(?:(yes|Yes|YES|true|True|TRUE|on|On|ON)|no|No|NO|false|False|FALSE|off|Off|OFF)$/;
const NULL = /^(?:~|null|Null|NULL|)$/;
const INT =
  /^[-+]?(?:0b[0-1_]+|0[0-7_]+|(?:0|[1-9][0-9_]*)|0x[0-9a-fA-F_]+|[1-9][0-9_]*(?::[0-5]?[0-9])+)$/;
const FLOAT =
  /^(?:[-+]?(?:[0-9][0-9_]*)\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;
const DATE = /^(\d{4})-(\d\d)-(\d\d)$/;
const TIME =
  /^(\d{4})-(\d\d?)-(\d\d?)(?:[Tt]|[ \t]+)(\d\d?):(\d\d):(\d\d)(?:\.(\d*))?(?:[ \t]*(?:(Z)|([-+])(\d\d?)(?::?(\d\d))?))?$/;

/**
 * Reads a plain scalar by the rules of YAML 1.1, as PyYAML has them: `no` is a bool, `010` is 8, `1e3` is text.
 *
 * @throws {RangeError} for a date that there is not, and for `=` and `<<`.
 */
export function resolvePlain(text: string): Value {
  if (text === "=" || text === "<<") throw new RangeError(`A plain ${text} is no value`);
  if (NULL.test(text)) return null;
  const bool = BOOL.exec(text);
  if (bool !== null) return bool[1] !== undefined;
  if (FLOAT.test(text)) return yamlFloat(text);
  if (INT.test(text)) return yamlInt(text);
  return dateOf(text) ?? timeOf(text) ?? text;
}

/** An int of YAML 1.1: binary, octal, hexadecimal, decimal or base 60. */
export function yamlInt(written: string): Value {
  const clean = written.replaceAll("_", "");
  const isNegative = clean.startsWith("-");
  const text = clean.replace(/^[-+]/, "");
  const digits = text.includes(":")
    ? String(sixties(text))
    : /^0[0-7]+$/.test(text)
    ? String(BigInt(`0o${text.slice(1)}`))
    : String(BigInt(text));
  return intValue(isNegative && digits !== "0" ? `-${digits}` : digits);
}

/** A float of YAML 1.1. */
export function yamlFloat(written: string): Value {
  const clean = written.replaceAll("_", "").toLowerCase();
  const sign = clean.startsWith("-") ? -1 : 1;
  const text = clean.replace(/^[-+]/, "");
  if (text === ".inf") return sign * Infinity;
  if (text === ".nan") return NaN;
  return floatValue(sign * (text.includes(":") ? sixties(text) : Number(text)));
}

function sixties(text: string): number {
  return text.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
}

function dateOf(text: string): Stamp | undefined {
  const match = DATE.exec(text);
  if (match === null) return undefined;
  refuseImpossible(match);
  return new Stamp(text, text);
}

/** PyYAML breaks at a date that no calendar has. */
function refuseImpossible([, year, month, day]: RegExpExecArray): void {
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  if (date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day)) return;
  throw new RangeError(`There is no date ${year}-${month}-${day}`);
}

function timeOf(text: string): Stamp | undefined {
  const match = TIME.exec(text);
  if (match === null) return undefined;
  refuseImpossible(match);
  const [, year = "", month = "", day = "", hour = "", minute = "", second = ""] = match;
  const [fraction = "", zulu, sign, zoneHour = "", zoneMinute = "00"] = match.slice(7);
  const two = (part: string) => part.padStart(2, "0");
  const micros = fraction.slice(0, 6).padEnd(6, "0");
  const tail = fraction === "" || Number(micros) === 0 ? "" : `.${micros}`;
  const zone = zulu !== undefined
    ? "+00:00"
    : sign === undefined
    ? ""
    : `${sign}${two(zoneHour)}:${two(zoneMinute)}`;
  const date = `${year}-${two(month)}-${two(day)}`;
  const time = `${two(hour)}:${minute}:${second}${tail}${zone}`;
  return new Stamp(`${date}T${time}`, `${date} ${time}`);
}
