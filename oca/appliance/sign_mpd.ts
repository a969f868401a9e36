import { type Signature, signUri } from "./sign_hls.ts";

/**
 * Signs an MPD: the query goes behind every address of a file, and Content Steering comes in.
 *
 * A BaseURL that names a folder is no file: what is below it is signed where it is named.
 * Source: ISO/IEC 23009-1; ETSI TS 103 998 (Content Steering).
 */
export function signMpd(mpd: string, signature: Signature): string {
  const query = escapeXml(signature.query);
  const signed = mpd
    .replace(
      /(\s(?:initialization|media|sourceURL|index)=")([^"]*)"/g,
      (_, head: string, uri: string) => `${head}${signUri(uri, query)}"`,
    )
    .replace(
      /(?<=<BaseURL[^>]*>)[^<]+(?=<\/BaseURL>)/g,
      (uri) => uri.trim().endsWith("/") ? uri : signUri(uri.trim(), query),
    );
  const head = headOf(signature);
  // The schema wants both before what describes the service and before the periods.
  return signed.replace(/[ \t]*<(ServiceDescription|Period)[\s>]/, (tag) => `${head}${tag}`);
}

function headOf({ pathwayId, baseUrl, steeringUrl }: Signature): string {
  const id = escapeXml(pathwayId);
  return `  <BaseURL serviceLocation="${id}">${escapeXml(baseUrl)}</BaseURL>\n` +
    `  <ContentSteering defaultServiceLocation="${id}" queryBeforeStart="false">` +
    `${escapeXml(steeringUrl)}</ContentSteering>\n`;
}

function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
