/** Control characters, and the signs that turn the direction of text. */
// deno-lint-ignore no-control-regex -- these are what must not act
const ACTING = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/**
 * Makes signs visible that would act: escapes of terminals, controls and turns of direction show as
 * programmers write them (`\x1b`, `\u202e`). Line breaks and tabs stay.
 */
export function plainText(text: string): string {
  return text.replace(ACTING, (sign) => {
    const code = sign.charCodeAt(0).toString(16);
    return code.length <= 2 ? `\\x${code.padStart(2, "0")}` : `\\u${code}`;
  });
}
