/** Countries of the sign-up form: ISO 3166-1 alpha-2. */
const CODES =
  "AR AT AU BE BR CA CH CL CN CO CZ DE DK EE EG ES FI FR GB GR HU ID IE IL IN IS IT JP KE KR LT LU LV MX MY NG NL NO NZ PE PH PL PT RO SE SG SI SK TH TR TW UA US VN ZA"
    .split(" ");

/** One choice of the form. */
export interface Country {
  readonly code: string;
  readonly name: string;
}

/** Every country to choose from, by name. */
export function listCountries(): Country[] {
  const names = new Intl.DisplayNames(["en"], { type: "region" });
  return CODES.map((code) => ({ code, name: names.of(code) ?? code }))
    .sort((a, b) => a.name.localeCompare(b.name, "en"));
}

/** The country that a browser's language names; Germany when it names none that is listed. */
export function likelyCountry(languages: readonly string[]): string {
  for (const language of languages) {
    const region = /-([A-Z]{2})\b/.exec(language)?.[1];
    if (region !== undefined && CODES.includes(region)) return region;
  }
  return "DE";
}
