import { domainToUnicode } from "node:url";
import { composed } from "./composed.ts";
import { withoutInvisible } from "./invisible.ts";

const ASCII = /^[\0-\x7f]*$/;

/**
 * The normal form of an address, for storing and comparing (D12): lower case, composed (NFC), without invisible
 * characters, trimmed, and with an internationalised domain in Unicode even if it was written in Punycode.
 */
export function normalAddress(written: string): string {
  const lower = written.trim().toLowerCase();
  if (ASCII.test(lower) && !lower.includes("xn--")) return lower;
  const seen = composed(composed(withoutInvisible(written).trim()).toLowerCase());
  const at = seen.lastIndexOf("@") + 1;
  if (at === 0) return seen;
  const domain = seen.slice(at);
  // An invalid domain stays as written.
  return (
    seen.slice(0, at) + (ASCII.test(domain) && !domain.includes("xn--") ? domain : domainToUnicode(domain) || domain)
  );
}
