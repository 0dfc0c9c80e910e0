import type { IncomingMessage } from "node:http";
import { expect, it } from "vitest";
import { PeerReader } from "./peer.ts";

const request = (remoteAddress: string, headers: Record<string, string>) =>
  ({ headers, socket: { remoteAddress, localAddress: "127.0.0.1" } }) as unknown as IncomingMessage;

it("W2: believes X-Forwarded-For and -Proto from trusted proxies only, and from the right of the chain", () => {
  const headers = {
    host: "inner:8080",
    "x-forwarded-for": "6.6.6.6, 203.0.113.9, 10.1.2.3",
    "x-forwarded-proto": "https",
  };
  const reader = new PeerReader(["10.0.0.0/8"]);
  expect(reader.read(request("10.0.0.1", headers))).toMatchObject({
    ip: "203.0.113.9",
    host: "inner:8080",
    origin: "https://inner:8080",
    secure: true,
    proxied: true,
  });
  expect(reader.read(request("::ffff:192.0.2.1", headers))).toMatchObject({
    ip: "192.0.2.1",
    host: "inner:8080",
    origin: "http://inner:8080",
    secure: false,
    proxied: false,
  });
});

it("W16: its own origin is what the administrator says, else what Host says, and never what X-Forwarded-Host says", () => {
  const headers = { host: "inner:8080", "x-forwarded-host": "evil.example", "x-forwarded-proto": "http" };
  for (const near of ["10.0.0.1", "192.0.2.1"]) {
    expect(new PeerReader(["10.0.0.0/8"]).read(request(near, headers)).origin).toBe("http://inner:8080");
    const named = new PeerReader(["10.0.0.0/8"], "https://im.example.com").read(request(near, headers));
    expect(named).toMatchObject({ origin: "https://im.example.com", host: "inner:8080", secure: true });
  }
  const plain = new PeerReader([], "http://im.example.com:8080").read(request("127.0.0.1", { host: "localhost" }));
  expect(plain).toMatchObject({ origin: "http://im.example.com:8080", secure: false, loopback: true });
});

it("W14: addresses in the chain may have ports, and what is no address ends it", () => {
  const reader = new PeerReader(["10.0.0.0/8", "2001:db8:a::/48"]);
  const ip = (forwardedFor: string, near = "10.0.0.1") =>
    reader.read(request(near, { host: "inner", "x-forwarded-for": forwardedFor })).ip;
  expect(ip("203.0.113.9:4711")).toBe("203.0.113.9");
  expect(ip("203.0.113.9:4711, 10.1.2.3:80")).toBe("203.0.113.9");
  expect(ip('"[2001:DB8:0::9]:4711", [2001:db8:a:0::1]:80')).toBe("2001:db8::9");
  expect(ip("::FFFF:203.0.113.9")).toBe("203.0.113.9");
  expect(ip("203.0.113.9", "::ffff:a00:1")).toBe("203.0.113.9");
  // Who wrote the part before it nobody knows: anybody may have.
  for (const last of ["unknown", "_hidden", "", "203.0.113.9:x", "[203.0.113.9]"])
    expect([last, ip(`6.6.6.6, ${last}`)]).toEqual([last, "10.0.0.1"]);
  expect(ip("6.6.6.6, unknown, 10.1.2.3")).toBe("10.1.2.3");
});

it("W14: proxies are trusted in whatever way their addresses are written", () => {
  for (const range of ["::FFFF:10.0.0.0/104", "10.0.0.0/8", "::ffff:a00:1"])
    expect([range, new PeerReader([range]).read(request("10.0.0.1", { host: "x" })).proxied]).toEqual([range, true]);
  for (const range of ["10.0.0.0/33", "::ffff:10.0.0.0/95", "2001:db8::/129", "10.0.0.0/8/8", "proxy"])
    expect(() => new PeerReader([range])).toThrow("neither an address nor a range");
});

it("W8: loopback is a loopback peer, a loopback Host, a loopback Origin or none, and nobody between", () => {
  const reader = new PeerReader([]);
  const loopback = (ip: string, headers: Record<string, string>) => reader.read(request(ip, headers)).loopback;
  expect(loopback("127.0.0.1", { host: "localhost:8080" })).toBe(true);
  expect(loopback("127.0.0.1", { host: "127.0.0.1:8080", origin: "http://localhost:8081" })).toBe(true);
  expect(loopback("192.0.2.1", { host: "localhost:8080" })).toBe(false);
  expect(loopback("127.0.0.1", { host: "rebound.example.com" })).toBe(false);
  expect(loopback("127.0.0.1", { host: "localhost", origin: "https://evil.example" })).toBe(false);
  expect(loopback("127.0.0.1", { host: "localhost", "x-forwarded-for": "192.0.2.1" })).toBe(false);
  for (const name of [
    "via",
    "x-forwarded",
    "x-original-host",
    "cf-connecting-ip",
    "true-client-ip",
    "tailscale-user-login",
  ])
    expect([name, loopback("127.0.0.1", { host: "localhost", [name]: "x" })]).toEqual([name, false]);
  expect(new PeerReader(["::1"]).read(request("127.0.0.1", { host: "localhost" })).loopback).toBe(false);
});
