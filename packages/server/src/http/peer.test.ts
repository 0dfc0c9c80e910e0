import type { IncomingMessage } from "node:http";
import { expect, it } from "vitest";
import { PeerReader } from "./peer.ts";

const request = (remoteAddress: string, headers: Record<string, string>) =>
  ({ headers, socket: { remoteAddress, localAddress: "127.0.0.1" } }) as unknown as IncomingMessage;

it("W2: believes X-Forwarded-* from trusted proxies only, and from the right of the chain", () => {
  const headers = {
    host: "inner:8080",
    "x-forwarded-for": "6.6.6.6, 203.0.113.9, 10.1.2.3",
    "x-forwarded-host": "im.example.com",
    "x-forwarded-proto": "https",
  };
  const reader = new PeerReader(["10.0.0.0/8"]);
  expect(reader.read(request("10.0.0.1", headers))).toMatchObject({
    ip: "203.0.113.9",
    host: "im.example.com",
    secure: true,
    proxied: true,
  });
  expect(reader.read(request("::ffff:192.0.2.1", headers))).toMatchObject({
    ip: "192.0.2.1",
    host: "inner:8080",
    secure: false,
    proxied: false,
  });
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
