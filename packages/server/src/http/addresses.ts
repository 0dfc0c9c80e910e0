import { isIP, isIPv6 } from "node:net";

/**
 * The address in its one spelling (RFC 5952): IPv4 for an IPv4 address in IPv6 clothes, else lower case with the
 * longest run of zeros left out, without a zone. Undefined for what is no address.
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
 * One part of X-Forwarded-For: an address, with a port behind it or in quotes as some proxies write it
 * (RFC 7239, 6: "[2001:db8::1]:4711"). Undefined for anything else, such as "unknown".
 */
export function readForwarded(part: string): string | undefined {
  const bare = part.trim().replace(/^"([^"]*)"$/, "$1");
  const [, bracketed, plain] = /^(?:\[([^\]]*)\]|([^:]*))(?::(?:\d{1,5}|_[\w.-]*))?$/.exec(bare) ?? [];
  if (bracketed !== undefined) return isIPv6(bracketed) ? oneSpelling(bracketed) : undefined;
  return oneSpelling(plain ?? bare);
}

/** What limits by address count: an IPv4 address, or the /64 that one IPv6 host has to itself. */
export function hostOf(ip: string): string {
  return isIPv6(ip) ? prefix(ip, 4) : ip;
}

/** What many addresses of one owner have in common: the /24 of IPv4, the /48 of IPv6 that one site is given. */
export function networkOf(ip: string): string {
  if (isIPv6(ip)) return prefix(ip, 3);
  return isIP(ip) === 4 ? `${ip.slice(0, ip.lastIndexOf("."))}.0/24` : ip;
}

/** Of an address in its one spelling, the first groups of 16 bits. */
function prefix(ip: string, groups: number): string {
  const [before = [], after] = ip.split("::").map((part) => (part === "" ? [] : part.split(":")));
  const zeros = Array<string>(8).fill("0");
  const all = after ? [...before, ...zeros.slice(before.length + after.length), ...after] : before;
  return `${all.slice(0, groups).join(":")}::/${groups * 16}`;
}
