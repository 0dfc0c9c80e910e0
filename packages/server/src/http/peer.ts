import type { IncomingMessage } from "node:http";
import { BlockList, isIP } from "node:net";
import type { TLSSocket } from "node:tls";
import { oneSpelling, readForwarded } from "./addresses.ts";

/** The client of a request and the address that it used, according to the connection and to trusted proxies. */
export interface Peer {
  /** The client's address in normal form; empty if the connection is gone already. */
  readonly ip: string;
  /** The Host header, in lower case. */
  readonly host: string;
  /** This server's origin as the browser sees it, such as "https://im.example.com". */
  readonly origin: string;
  readonly secure: boolean;
  /** The connection comes from a proxy that the configuration trusts. */
  readonly proxied: boolean;
  /** The client is on this machine and used a loopback name, and there is no proxy in between. */
  readonly loopback: boolean;
}

/**
 * Determines the peer of a request. `trustedProxies` are addresses and CIDR ranges. `publicOrigin` is this server's origin
 * if the administrator configured it; otherwise the Host header decides.
 */
export class PeerReader {
  readonly #trusted: BlockList;
  readonly #anyTrusted: boolean;
  readonly #publicOrigin: string | undefined;

  constructor(trustedProxies: readonly string[], publicOrigin?: string) {
    this.#trusted = blockListOf(trustedProxies);
    this.#anyTrusted = trustedProxies.length > 0;
    this.#publicOrigin = publicOrigin;
  }

  read(request: IncomingMessage): Peer {
    const { headers, socket } = request;
    const near = spelled(socket.remoteAddress);
    const proxied = this.#trusts(near);
    const host = (headers.host ?? "").toLowerCase();
    const secure = this.#publicOrigin
      ? this.#publicOrigin.startsWith("https:")
      : proxied
        ? last(headers["x-forwarded-proto"]) === "https"
        : (socket as Partial<TLSSocket>).encrypted === true;
    return {
      ip: proxied ? this.#farthest(near, headers["x-forwarded-for"]) : near,
      host,
      origin: this.#publicOrigin ?? `${secure ? "https" : "http"}://${host}`,
      secure,
      proxied,
      loopback:
        !this.#anyTrusted &&
        isLoopbackIp(near) &&
        isLoopbackName(hostName(host)) &&
        (headers.origin === undefined || isLoopbackOrigin(headers.origin)) &&
        isLoopbackIp(spelled(socket.localAddress)) &&
        !Object.keys(headers).some((name) => PROXY_HEADER.test(name)),
    };
  }

  /**
   * The client's address: the first one in the chain, from the right, that is not a trusted proxy. Everything to the left
   * of it may be forged. A part that is not an address ends the chain, because its writer is unknown.
   */
  #farthest(near: string, forwardedFor: string | string[] | undefined): string {
    const chain = forwardedFor === undefined ? [] : String(forwardedFor).split(",");
    let ip = near;
    while (this.#trusts(ip)) {
      const before = readForwarded(chain.pop() ?? "");
      if (before === undefined) break;
      ip = before;
    }
    return ip;
  }

  #trusts(ip: string): boolean {
    if (!this.#anyTrusted) return false;
    const version = isIP(ip);
    return version !== 0 && this.#trusted.check(ip, version === 6 ? "ipv6" : "ipv4");
  }
}

/** Headers that proxies, tunnels and CDNs add: any of these shows that the client did not connect directly. */
const PROXY_HEADER =
  /^(x-forwarded(-.+)?|forwarded|via|x-real-ip|x-client-ip|x-cluster-client-ip|x-original-.+|true-client-ip|client-ip|fastly-client-ip|fly-client-ip|cf-.+|cdn-loop|x-envoy-.+|x-proxyuser-ip|tailscale-.+|ngrok-.+)$/;

/** @throws Error that names the entry which is neither an address nor a CIDR range. */
export function blockListOf(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [written = "", prefix, ...rest] = range.split("/");
    const address = oneSpelling(written) ?? "";
    const most = isIP(address) === 6 ? 128 : 32;
    // The prefix of an IPv4-mapped IPv6 address counts the 96 bits of the mapping too.
    const mapping = isIP(written) === 6 && most === 32 ? 96 : 0;
    const bits = prefix === undefined ? most : /^\d{1,3}$/.test(prefix) ? Number(prefix) - mapping : -1;
    if (address === "" || rest.length > 0 || bits < 0 || bits > most)
      throw new Error(`"${range}" is neither an address nor a range such as "10.0.0.0/8"`);
    list.addSubnet(address, bits, most === 128 ? "ipv6" : "ipv4");
  }
  return list;
}

export function isLoopbackName(name: string): boolean {
  return name === "localhost" || name.endsWith(".localhost") || isLoopbackIp(name.replace(/^\[(.*)\]$/, "$1"));
}

export function isLoopbackIp(ip: string): boolean {
  return ip === "::1" || (isIP(ip) === 4 && ip.startsWith("127."));
}

function isLoopbackOrigin(origin: string): boolean {
  return URL.canParse(origin) && isLoopbackName(new URL(origin).hostname);
}

/** The host without the port. */
export function hostName(host: string): string {
  return host.replace(/:\d+$/, "");
}

/** Whether the request has several Host headers: a proxy in front and this server might each use a different one. */
export function repeatsHost({ rawHeaders }: IncomingMessage): boolean {
  let hosts = 0;
  for (let at = 0; at < rawHeaders.length; at += 2)
    if (rawHeaders[at]!.length === 4 && rawHeaders[at]!.toLowerCase() === "host") hosts++;
  return hosts > 1;
}

function spelled(address: string | undefined): string {
  return oneSpelling(address ?? "") ?? "";
}

function last(header: string | string[] | undefined): string | undefined {
  return (Array.isArray(header) ? header.at(-1) : header)?.split(",").at(-1)?.trim();
}
