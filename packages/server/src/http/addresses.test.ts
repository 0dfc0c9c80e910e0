import { BlockList } from "node:net";
import { expect, it } from "vitest";
import { hostOf, networkOf, oneSpelling, readForwarded } from "./addresses.ts";

it("W14: an address has one spelling, however a proxy or a socket writes it", () => {
  const spellings = {
    "192.0.2.1": ["::ffff:192.0.2.1", "::FFFF:192.0.2.1", "::ffff:c000:201", "0:0:0:0:0:ffff:c000:0201"],
    "2001:db8::1": ["2001:DB8::1", "2001:0db8:0000:0000:0000:0000:0000:0001", "2001:db8:0:0::1"],
    "2001:db8::1:0:0:1": ["2001:db8:0:0:1:0:0:1", "2001:DB8::1:0:0:1"],
    "2001:db8:0:1:1:1:1:1": ["2001:db8::1:1:1:1:1"],
    "::1": ["0:0:0:0:0:0:0:1", "::0001"],
    "::": ["0:0:0:0:0:0:0:0", "0::"],
    "fe80::1": ["fe80::1%eth0", "FE80:0:0:0::1"],
    "64:ff9b::c000:201": ["64:ff9b::192.0.2.1"],
  };
  for (const [one, others] of Object.entries(spellings))
    for (const other of [one, ...others]) expect([other, oneSpelling(other)]).toEqual([other, one]);
  for (const none of ["", "unknown", "192.0.2", "192.0.2.1.1", "2001:db8", "1::2::3", "localhost", "192.0.2.01"])
    expect([none, oneSpelling(none)]).toEqual([none, undefined]);
});

it("W14: a part of the chain is read with its port, in brackets and in quotes", () => {
  const parts = {
    "192.0.2.1": ["192.0.2.1:4711", ' "192.0.2.1:80" ', '"192.0.2.1"', "[::ffff:192.0.2.1]:80"],
    "2001:db8::1": ["2001:DB8::1", "[2001:db8::1]", '"[2001:db8:0::1]:4711"', "[2001:db8::1]:_port"],
  };
  for (const [ip, written] of Object.entries(parts))
    for (const part of written) expect([part, readForwarded(part)]).toEqual([part, ip]);
  const unreadable = ["", "unknown", "_hidden", "[192.0.2.1]:80", "[2001:db8::1", "192.0.2.1:x", "for=192.0.2.1", '"'];
  for (const part of unreadable) expect([part, readForwarded(part)]).toEqual([part, undefined]);
});

it("W14: limits count an IPv4 address, and the /64 of an IPv6 address", () => {
  expect(hostOf("192.0.2.1")).toBe("192.0.2.1");
  expect(hostOf("2001:db8:1:2:3:4:5:6")).toBe("2001:db8:1:2::/64");
  expect(hostOf("2001:db8:1:2::9")).toBe(hostOf("2001:db8:1:2:ffff::"));
  expect(hostOf("2001:db8:1:3::9")).not.toBe(hostOf("2001:db8:1:2::9"));
  expect(networkOf("192.0.2.1")).toBe("192.0.2.0/24");
  expect(networkOf("2001:db8:1:2::9")).toBe("2001:db8:1::/48");
  expect([hostOf(""), networkOf("")]).toEqual(["", ""]);
});

it("W14: the spelling of every random address is the same address", () => {
  for (let round = 0; round < 500; round++) {
    const groups = Array.from({ length: 8 }, () => (Math.random() < 0.5 ? 0 : Math.floor(Math.random() * 65_536)));
    const long = groups.map((group) => group.toString(16).padStart(4, "0").toUpperCase()).join(":");
    const short = oneSpelling(long)!;
    const list = new BlockList();
    list.addAddress(long, "ipv6");
    expect([long, short, list.check(short, short.includes(":") ? "ipv6" : "ipv4")]).toEqual([long, short, true]);
    expect(oneSpelling(short)).toBe(short);
    expect(new URL(`http://[${long}]/`).hostname).toBe(`[${short}]`);
  }
});
