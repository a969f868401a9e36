import { isMap, Stamp, type Value, WholeFloat } from "./value.ts";

/** Python's `str()`. */
export function textOf(value: Value): string {
  if (typeof value === "string") return value;
  if (value instanceof Stamp) return value.text;
  return reprOf(value);
}

/** Python's `repr()`. */
export function reprOf(value: Value): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "number") return Number.isInteger(value) ? String(value) : floatText(value);
  if (typeof value === "bigint") return String(value);
  if (typeof value === "string") return quote(value);
  if (value instanceof WholeFloat) return floatText(value.value);
  if (value instanceof Stamp) return `datetime(${value.text})`;
  if (value instanceof Uint8Array) return `b${quote(String.fromCharCode(...value), true)}`;
  if (!isMap(value)) return `[${value.map(reprOf).join(", ")}]`;
  const members = Object.entries(value).map(([key, member]) => `${quote(key)}: ${reprOf(member)}`);
  return `{${members.join(", ")}}`;
}

/** Python's text of a float: the shortest digits that read back, with an exponent from 1e16 and below 1e-4. */
export function floatText(number: number): string {
  if (Number.isNaN(number)) return "nan";
  if (!Number.isFinite(number)) return number > 0 ? "inf" : "-inf";
  if (number === 0) return Object.is(number, -0) ? "-0.0" : "0.0";
  const [mantissa = "", power = "0"] = number.toExponential().split("e");
  const exponent = Number(power);
  if (exponent < -4 || exponent >= 16) {
    const digits = String(Math.abs(exponent)).padStart(2, "0");
    return `${mantissa}e${exponent < 0 ? "-" : "+"}${digits}`;
  }
  if (exponent < -6) return number.toFixed(20).replace(/0+$/, "");
  return Number.isInteger(number) ? `${number}.0` : String(number);
}

const NAMED: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function quote(text: string, isBytes = false): string {
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'";
  const inside = [...text].map((char) => {
    if (char === "\\" || char === mark) return `\\${char}`;
    if (NAMED[char] !== undefined) return NAMED[char];
    const code = char.codePointAt(0) ?? 0;
    const isPlain = isBytes
      ? code >= 32 && code < 127
      : char === " " || !/[\p{C}\p{Z}]/u.test(char);
    return isPlain ? char : escapeCode(code);
  });
  return mark + inside.join("") + mark;
}

function escapeCode(code: number): string {
  const hex = code.toString(16);
  if (code < 0x100) return `\\x${hex.padStart(2, "0")}`;
  return code < 0x10000 ? `\\u${hex.padStart(4, "0")}` : `\\U${hex.padStart(8, "0")}`;
}
