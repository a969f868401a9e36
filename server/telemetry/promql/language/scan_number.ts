/** What was found at a place where a number begins. */
export interface ScannedNumber {
  readonly kind: "number" | "duration" | "bad";
  /** Offset behind it, or behind the sign that made it bad. */
  readonly end: number;
}

const DECIMAL = "0123456789";
const HEX = `${DECIMAL}abcdefABCDEF`;

/**
 * Finds where a number or duration ends, by the rules of Prometheus' lexer.
 *
 * Its rules are odd: `0x1e` is bad because the `e` begins an exponent. Source: Prometheus 3, observed.
 */
export function scanNumber(text: string, from: number): ScannedNumber {
  const scan = new Scan(text, from);
  if (scan.number()) return { kind: "number", end: scan.at };
  if (scan.duration()) return { kind: "duration", end: scan.at };
  return { kind: "bad", end: scan.at };
}

class Scan {
  at: number;
  readonly #text: string;
  readonly #from: number;

  constructor(text: string, from: number) {
    this.#text = text;
    this.#from = from;
    this.at = from;
  }

  number(): boolean {
    const isHex = this.#take("0") && this.#take("xX");
    if (isHex) this.#take("_");
    const digits = isHex ? HEX : DECIMAL;
    this.#take(".");
    this.#take(digits);
    const seen = { dot: false, exponent: false };
    while (this.#sees(`${digits}._eE`)) {
      if (!this.#part(digits, seen)) return false;
    }
    return this.at > this.#from && !this.#isAlphanumeric;
  }

  #part(digits: string, seen: { dot: boolean; exponent: boolean }): boolean {
    if (this.#take(".")) {
      if (seen.dot) return false;
      seen.dot = true;
      return !this.#take("_.") && digits === DECIMAL;
    }
    if (this.#take("eE")) {
      if (seen.exponent) return false;
      seen.exponent = true;
      this.#take("+-");
      return !this.#take("._eE") && this.#char !== "";
    }
    if (this.#take("_")) return !this.#take("._eE") && this.#char !== "";
    while (this.#take(digits)) continue;
    return true;
  }

  duration(): boolean {
    if (!this.#take("smhdwy")) return false;
    this.#take("s");
    while (this.#take(DECIMAL)) {
      while (this.#take(DECIMAL)) continue;
      if (!this.#take("smhdw")) return false;
      this.#take("s");
    }
    if (!this.#isAlphanumeric) return true;
    this.at++;
    return false;
  }

  get #char(): string {
    return this.#text[this.at] ?? "";
  }

  get #isAlphanumeric(): boolean {
    return /^\w$/.test(this.#char);
  }

  #sees(chars: string): boolean {
    return this.#char !== "" && chars.includes(this.#char);
  }

  #take(chars: string): boolean {
    if (!this.#sees(chars)) return false;
    this.at++;
    return true;
  }
}
