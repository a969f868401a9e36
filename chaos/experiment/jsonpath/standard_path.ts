import { compile } from "json-p3";

/** A path of RFC 9535: finds values in plain JSON data. */
export type StandardPath = (data: unknown) => unknown[];

/** Reads a path by RFC 9535; undefined when it is none. */
export function standardPath(path: string): StandardPath | undefined {
  try {
    const query = compile(path);
    return (data) => query.query(data as Parameters<typeof query.query>[0]).values();
  } catch {
    return undefined; // the library throws one class per kind of mistake; here all of them mean "no path"
  }
}
