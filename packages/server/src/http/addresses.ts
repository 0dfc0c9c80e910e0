import { isIP, isIPv6 } from "node:net";

/**
 * The normal form of an IP address (RFC 5952): IPv4-mapped IPv6 as IPv4; other IPv6 in lower case, with the longest run
 * of zeros compressed and without a zone. Undefined if the text is not an address.
 */
export function oneSpelling(text: string): string | undefined {
  const version = isIP(text);
  if (version === 4) return text;
  if (version === 0) return undefined;
  const [address = ""] = text.split("%", 1);
  const short = new URL(`http://[${address}]/`).hostname.slice(1, -1);
  const mapped = /^::ffff:([0-9a-f]+):([0-9a-f]+)$/.exec(short);
  if (!mapped) return short;
  const halves = [mapped[1]!, mapped[2]!].map((half) => Number.parseInt(half, 16));
  return halves.flatMap((half) => [half >> 8, half & 255]).join(".");
}

/**
 * Reads one part of X-Forwarded-For: an address, with a port or in quotes as some proxies write it (RFC 7239, 6:
 * "[2001:db8::1]:4711"). Undefined for anything else, such as "unknown".
 */
export function readForwarded(part: string): string | undefined {
  const bare = part.trim().replace(/^"([^"]*)"$/, "$1");
  const [, bracketed, plain] = /^(?:\[([^\]]*)\]|([^:]*))(?::(?:\d{1,5}|_[\w.-]*))?$/.exec(bare) ?? [];
  if (bracketed !== undefined) return isIPv6(bracketed) ? oneSpelling(bracketed) : undefined;
  return oneSpelling(plain ?? bare);
}

/** The unit that per-address limits count: an IPv4 address, or the /64 of an IPv6 address, which one host can use whole. */
export function hostOf(ip: string): string {
  return isIPv6(ip) ? prefix(ip, 4) : ip;
}

/** The network of an address, for limits on one owner's many addresses: the /24 of IPv4, the /48 of IPv6 (one site). */
export function networkOf(ip: string): string {
  if (isIPv6(ip)) return prefix(ip, 3);
  return isIP(ip) === 4 ? `${ip.slice(0, ip.lastIndexOf("."))}.0/24` : ip;
}

/** The first groups of 16 bits of an IPv6 address in normal form. */
function prefix(ip: string, groups: number): string {
  const [before = [], after] = ip.split("::").map((part) => (part === "" ? [] : part.split(":")));
  const zeros = Array<string>(8).fill("0");
  const all = after ? [...before, ...zeros.slice(before.length + after.length), ...after] : before;
  return `${all.slice(0, groups).join(":")}::/${groups * 16}`;
}
