import { randomBytes } from "node:crypto";
import { expect, it } from "vitest";
import { createSignedAddresses } from "./signed-addresses.ts";

const HOUR = 3_600_000;
const PATH = "/v1/photo/p1?v=a";

function at(startMs: number) {
  const state = { now: startMs };
  const clock = { now: () => state.now } as never;
  const key = randomBytes(32);
  return {
    state,
    key,
    addresses: createSignedAddresses({ key, clock }),
    again: () => createSignedAddresses({ key, clock }),
  };
}

it("W18: an address opens for half a day at least and a day at most, and is the same for half a day", () => {
  for (let run = 0; run < 200; run++) {
    const { state, addresses, again } = at(1_700_000_000_000 + run * 777_777);
    const start = state.now;
    const address = addresses.sign(PATH);
    const until = addresses.openUntil(address);
    expect(until - start).toBeGreaterThan(12 * HOUR);
    expect(until - start).toBeLessThanOrEqual(24 * HOUR);
    // Another start of the server gives the same one.
    expect(again().sign(PATH)).toBe(address);
    state.now = until - 12 * HOUR - 1;
    expect(addresses.sign(PATH)).toBe(address);
    state.now += 1;
    const next = addresses.sign(PATH);
    expect(next).not.toBe(address);
    expect([addresses.openUntil(address), again().sign(PATH)]).toEqual([until, next]);
    state.now = until - 1;
    expect(addresses.openUntil(address)).toBe(until);
    state.now = until;
    expect(addresses.openUntil(address)).toBe(0);
    // A clock that is set back does not make what was signed for later stand.
    state.now = start - 48 * HOUR;
    expect(addresses.openUntil(addresses.sign(PATH)) - state.now).toBeLessThanOrEqual(24 * HOUR);
  }
});

it("W18: addresses do not all change at the same moment", () => {
  const { state, addresses } = at(1_700_000_000_000);
  const untils = Array.from(
    { length: 100 },
    (_, i) => addresses.openUntil(addresses.sign(`/v1/photo/p${i}`)) - state.now,
  );
  expect(new Set(untils.map((until) => Math.floor(until / HOUR))).size).toBeGreaterThan(8);
});

it("W18: nothing but what was signed opens: not another path, end, version, key or signature", () => {
  const { addresses, state } = at(1_700_000_000_000);
  const address = addresses.sign(PATH);
  expect(addresses.openUntil(address)).toBeGreaterThan(0);
  const later = (state.now + 48 * HOUR).toString(36);
  const signature = address.slice(address.lastIndexOf("=") + 1);
  const others = [
    PATH,
    "",
    "&signature=",
    `&signature=${signature}`,
    address.replace("/p1", "/p2"),
    address.replace("v=a", "v=b"),
    address.replace(/until=\w+/, `until=${later}`),
    address.replace("&signature=", `&until=${later}&signature=`),
    `${address}&until=${later}`,
    `${address}&signature=${signature}`,
    `${address}x`,
    address.slice(0, -1),
    address.replace(/.$/, (last) => (last === "A" ? "B" : "A")),
    at(1_700_000_000_000).addresses.sign(PATH),
  ];
  for (const other of others) expect([other, addresses.openUntil(other)]).toEqual([other, 0]);
});
