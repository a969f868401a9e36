/** A stream of draws that a seed and a name repeat on every engine: only 32-bit steps and exact division. */
export class Draw {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  /** Begins the stream of a number within a seed; `salt` sets apart streams that must differ. */
  constructor(seed: number, index: number, salt = "") {
    this.#a = hash(`${seed}|${index}|${salt}`, 0x9e3779b9);
    this.#b = hash(`${index}|${seed}|${salt}`, 0x85ebca6b);
    this.#c = hash(salt, 0xc2b2ae35 ^ this.#a);
    // The first draws of small seeds are alike.
    for (let round = 0; round < 12; round++) this.#next();
  }

  /** Draws from [0, 1), evenly. */
  next(): number {
    return this.#next() / 4_294_967_296;
  }

  /** Draws hex digits, two for each byte. */
  hex(bytes: number): string {
    let text = "";
    while (text.length < bytes * 2) text += this.#next().toString(16).padStart(8, "0");
    return text.slice(0, bytes * 2);
  }

  /** Draws from [from, to), evenly, in whole steps. */
  between(from: number, to: number): number {
    return Math.floor(from + this.next() * Math.max(0, to - from));
  }

  /** Draws a wait with a mean: −mean · ln(1 − u), in whole steps. */
  exponential(mean: number): number {
    return Math.round(-mean * Math.log(1 - this.next()));
  }

  /** One step of sfc32. Source: Chris Doty-Humphrey, PractRand. */
  #next(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }
}

/** FNV-1a over UTF-16 units. */
function hash(text: string, basis: number): number {
  let state = basis | 0;
  for (let at = 0; at < text.length; at++) {
    state = Math.imul(state ^ text.charCodeAt(at), 16_777_619);
  }
  return state ^ (state >>> 15);
}
