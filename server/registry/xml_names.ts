const FIRST = /[A-Za-z]/;
const LATER = /[A-Za-z0-9.-]/;

/**
 * Writes a map key as an XML name: `_` as `__`, `$` as `_-`, what a name may not hold as `_.` and
 * four hex digits.
 *
 * Source: XStream XmlFriendlyNameCoder.
 */
export function encodeXmlName(key: string): string {
  let name = "";
  for (let index = 0; index < key.length; index++) {
    const char = key.charAt(index);
    if (char === "_") name += "__";
    else if (char === "$") name += "_-";
    else if ((index === 0 ? FIRST : LATER).test(char)) name += char;
    else name += `_.${char.charCodeAt(0).toString(16).padStart(4, "0")}`;
  }
  return name;
}

/** Reads back what {@linkcode encodeXmlName} wrote; a lone `_` stands for itself. */
export function decodeXmlName(name: string): string {
  return name.replace(/_(?:_|-|\.([0-9a-f]{4}))/g, (match, hex: string | undefined) => {
    if (hex !== undefined) return String.fromCharCode(parseInt(hex, 16));
    return match === "__" ? "_" : "$";
  });
}
