import { NetopsError } from "../errors/netops_error.ts";

/** A schema that tells whether a value is what it should be; zod's fit. */
export interface BodySchema<T> {
  safeParse(value: unknown):
    | { readonly success: true; readonly data: T }
    | { readonly success: false; readonly error: { readonly issues: readonly BodyIssue[] } };
}

interface BodyIssue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

const MOST_BYTES = 64 * 1024;

/**
 * Reads a JSON body of at most `mostBytes` (64 KiB) and checks it; nothing beyond that is kept.
 *
 * @throws {NetopsError} UNSUPPORTED_MEDIA, TOO_LARGE, REQUEST_INVALID
 */
export async function readJson<T>(
  request: Request,
  schema: BodySchema<T>,
  options: { readonly mostBytes?: number } = {},
): Promise<T> {
  if (!/^application\/json\s*(;|$)/i.test(request.headers.get("content-type") ?? "")) {
    throw new NetopsError("UNSUPPORTED_MEDIA", "Cannot read a body that is not application/json");
  }
  const parsed = schema.safeParse(parse(await readText(request, options.mostBytes ?? MOST_BYTES)));
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.slice(0, 5).map(({ path, message }) =>
    path.length === 0 ? message : `${path.map(String).join(".")}: ${message}`
  );
  throw new NetopsError("REQUEST_INVALID", `Cannot take the body: ${issues.join("; ")}`);
}

async function readText(request: Request, mostBytes: number): Promise<string> {
  if (Number(request.headers.get("content-length") ?? 0) > mostBytes) throw tooLarge(mostBytes);
  const decoder = new TextDecoder();
  let sizeBytes = 0;
  let text = "";
  for await (const chunk of request.body ?? []) {
    sizeBytes += chunk.byteLength;
    if (sizeBytes > mostBytes) throw tooLarge(mostBytes);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

function tooLarge(mostBytes: number): NetopsError {
  return new NetopsError("TOO_LARGE", `Cannot take a body of more than ${mostBytes} bytes`);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new NetopsError("REQUEST_INVALID", "Cannot read the body as JSON", { cause });
  }
}
