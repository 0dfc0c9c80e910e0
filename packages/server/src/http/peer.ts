import type { IncomingMessage } from "node:http";
import { BlockList, isIP } from "node:net";
import type { TLSSocket } from "node:tls";

/** Where a request comes from and which address the client used, as far as anybody trusted says. */
export interface Peer {
  readonly ip: string;
  /** Host and port as in the address bar, in lower case. */
  readonly host: string;
  readonly secure: boolean;
  /** The neighbour is a proxy that the configuration trusts. */
  readonly proxied: boolean;
  /** The client is on this machine, spoke to it by a loopback name, and nobody stands between. */
  readonly loopback: boolean;
}

/** Reads peers off requests. `trustedProxies` are addresses and CIDRs. */
export class PeerReader {
  readonly #trusted: BlockList;
  readonly #anyTrusted: boolean;

  constructor(trustedProxies: readonly string[]) {
    this.#trusted = blockListOf(trustedProxies);
    this.#anyTrusted = trustedProxies.length > 0;
  }

  read(request: IncomingMessage): Peer {
    const { headers, socket } = request;
    const near = plainIp(socket.remoteAddress ?? "");
    const proxied = this.#trusts(near);
    const host = ((proxied && last(headers["x-forwarded-host"])) || headers.host || "").toLowerCase();
    const secure = proxied
      ? last(headers["x-forwarded-proto"]) === "https"
      : (socket as Partial<TLSSocket>).encrypted === true;
    return {
      ip: proxied ? this.#farthest(near, headers["x-forwarded-for"]) : near,
      host,
      secure,
      proxied,
      loopback:
        !this.#anyTrusted &&
        isLoopbackIp(near) &&
        isLoopbackName(hostName(host)) &&
        (headers.origin === undefined || isLoopbackOrigin(headers.origin)) &&
        isLoopbackIp(plainIp(socket.localAddress ?? "")) &&
        !Object.keys(headers).some((name) => PROXY_HEADER.test(name)),
    };
  }

  /** The last address in the chain that none of our proxies added: what stands left of it, anybody may have written. */
  #farthest(near: string, forwardedFor: string | string[] | undefined): string {
    const chain = String(forwardedFor ?? "")
      .split(",")
      .map((part) => plainIp(part.trim()))
      .filter((ip) => isIP(ip) !== 0);
    let ip = near;
    while (this.#trusts(ip) && chain.length > 0) ip = chain.pop()!;
    return ip;
  }

  #trusts(ip: string): boolean {
    if (!this.#anyTrusted) return false;
    const version = isIP(ip);
    return version !== 0 && this.#trusted.check(ip, version === 6 ? "ipv6" : "ipv4");
  }
}

/** What proxies, tunnels and content networks add: somebody stands between, whoever is said to be in front. */
const PROXY_HEADER =
  /^(x-forwarded(-.+)?|forwarded|via|x-real-ip|x-client-ip|x-cluster-client-ip|x-original-.+|true-client-ip|client-ip|fastly-client-ip|fly-client-ip|cf-.+|cdn-loop|x-envoy-.+|x-proxyuser-ip|tailscale-.+|ngrok-.+)$/;

/** @throws Error when one is no address and no CIDR; its message names it. */
export function blockListOf(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = "", prefix, ...rest] = range.split("/");
    const version = isIP(address);
    const bits = prefix === undefined ? (version === 6 ? 128 : 32) : /^\d{1,3}$/.test(prefix) ? Number(prefix) : -1;
    if (version === 0 || rest.length > 0 || bits < 0 || bits > (version === 6 ? 128 : 32)) {
      throw new Error(`"${range}" is neither an address nor a range such as "10.0.0.0/8"`);
    }
    list.addSubnet(address, bits, version === 6 ? "ipv6" : "ipv4");
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

/** Without the port. */
export function hostName(host: string): string {
  return host.replace(/:\d+$/, "");
}

/** An IPv4 address that a dual-stack socket shows as IPv6 is written as IPv4. */
function plainIp(ip: string): string {
  return ip.startsWith("::ffff:") && isIP(ip.slice(7)) === 4 ? ip.slice(7) : ip;
}

function last(header: string | string[] | undefined): string | undefined {
  return (Array.isArray(header) ? header.at(-1) : header)?.split(",").at(-1)?.trim();
}
