import { XMLParser } from "fast-xml-parser";
import { decodeXmlName } from "./xml_names.ts";

const MAP_PATHS = ["instance.metadata", "instance.dataCenterInfo.metadata"];

/**
 * Reads the XML form of an instance into the shape that the JSON form has: attributes as `@name`, text
 * beside them as `$`, map keys unescaped.
 *
 * @throws {Error} when it is no XML, or carries a document type (entities could grow without bound).
 */
export function parseInstanceXml(text: string): unknown {
  if (text.includes("<!")) throw new Error("A document type is not taken");
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: "@",
    textNodeName: "$",
    parseTagValue: false,
    parseAttributeValue: false,
    ignoreDeclaration: true,
    updateTag: (name, path) =>
      MAP_PATHS.includes(parentOf(String(path))) ? decodeXmlName(name) : name,
  });
  return withoutEmpty(parser.parse(text, true));
}

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf("."));
}

/** An empty element parses as "": for objects that is an absent one. */
function withoutEmpty(parsed: unknown): unknown {
  const root = parsed as { instance?: Record<string, unknown> };
  const instance = root.instance;
  if (typeof instance !== "object") return parsed;
  for (const key of ["metadata", "leaseInfo", "dataCenterInfo", "port", "securePort"]) {
    if (instance[key] === "") delete instance[key];
  }
  return parsed;
}
