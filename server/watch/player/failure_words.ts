/** Says in plain words what an engine reports of a request that failed. */
export function plainFailure(what: string): string {
  const status = /HTTP (\d{3})/.exec(what)?.[1];
  if (status === "404" || status === "410") return "does not hold the file";
  if (status === "403") return "refused the request";
  if (status !== undefined) return `answered with an error (${status})`;
  if (/time.?out|nothing came/i.test(what)) return "took too long to answer";
  return "did not answer";
}

/** Says in plain words why an engine stopped. */
export function plainStop(what: string): string {
  if (/HTTP|load|answer|nothing came|manifest|url|not available|network/i.test(what)) {
    return "No cache sent what was asked for";
  }
  return "The player could not go on";
}
