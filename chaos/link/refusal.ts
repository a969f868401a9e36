/** Why a call of the API is not done, in the form that Toxiproxy's clients read. */
export interface Refusal {
  readonly error: string;
  readonly status: number;
}

/** Makes a refusal. */
export function refuse(error: string, status: number): Refusal {
  return { error, status };
}

/** Makes the refusal of a body. */
export function badBody(fault: string): Refusal {
  return refuse(`bad request body: ${fault}`, 400);
}

/** Whether an outcome is a refusal. */
export function isRefusal<T extends object>(outcome: T | Refusal): outcome is Refusal {
  return "error" in outcome && "status" in outcome;
}

/** Whether reading went wrong; a field called fault would be a value of another kind. */
export function isFault<T>(outcome: T | { readonly fault: string }): outcome is {
  readonly fault: string;
} {
  return typeof outcome === "object" && outcome !== null && "fault" in outcome;
}

/** The refusals with a name. Source: Toxiproxy 2.12, api.go. */
export const REFUSALS = {
  proxyNotFound: refuse("proxy not found", 404),
  proxyExists: refuse("proxy already exists", 409),
  invalidStream: refuse("stream was invalid, can be either upstream or downstream", 400),
  invalidType: refuse("invalid toxic type", 400),
  toxicExists: refuse("toxic already exists", 409),
  toxicNotFound: refuse("toxic not found", 404),
} as const;
