import { domainToUnicode } from "node:url";
import { composed } from "./composed.ts";
import { withoutInvisible } from "./invisible.ts";

const ASCII = /^[\0-\x7f]*$/;

/**
 * An address as it is kept and compared (D12): in small letters, without invisible characters and blanks at its ends,
 * composed (NFC), an internationalised domain as people read it, whichever way it was written.
 */
export function normalAddress(written: string): string {
  const lower = written.trim().toLowerCase();
  if (ASCII.test(lower) && !lower.includes("xn--")) return lower;
  const seen = composed(composed(withoutInvisible(written).trim()).toLowerCase());
  const at = seen.lastIndexOf("@") + 1;
  if (at === 0) return seen;
  const domain = seen.slice(at);
  // What is no domain stays as it is written.
  return (
    seen.slice(0, at) + (ASCII.test(domain) && !domain.includes("xn--") ? domain : domainToUnicode(domain) || domain)
  );
}
