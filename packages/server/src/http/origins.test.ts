import { expect, it } from "vitest";
import { Origins } from "./origins.ts";

const self = { origin: "https://im.example.com" };

it("W2: its own origin, exact ones and patterns are allowed, and nothing that only looks like them", () => {
  const origins = new Origins(["https://www.example.org", "https://*.example.net", "http://localhost:*"]);
  const allowed = [
    "https://im.example.com",
    "https://www.example.org",
    "https://a.example.net",
    "https://a.b.example.net",
    "http://localhost:8081",
    "http://localhost",
  ];
  const refused = [
    "http://im.example.com",
    "https://im.example.com:8443",
    "https://www.example.org.evil.example",
    "https://wwwXexample.org",
    "https://example.net",
    "https://evilexample.net",
    "http://a.example.net",
    "https://a.example.net:444",
    "http://localhost.evil.example:80",
    "null",
    "",
  ];
  expect(allowed.filter((origin) => !origins.allows(origin, self))).toEqual([]);
  expect(refused.filter((origin) => origins.allows(origin, self))).toEqual([]);
});

it("W2: what is no origin is refused by name", () => {
  for (const wrong of [
    "*",
    "https://*",
    "example.com",
    "https://example.com/path",
    "https://EXAMPLE.com",
    "https://a.*.com",
  ]) {
    expect(() => new Origins([wrong])).toThrow(JSON.stringify(wrong));
  }
});

it("W2: the log offers a command for what is a name, once a minute, and is not filled by made-up origins", () => {
  const origins = new Origins([]);
  const told: string[] = [];
  const warn = (origin: string, nowMs: number, proxied = false) =>
    origins.warn(origin, { ip: "192.0.2.1", proxied }, { warn: (_, message) => void told.push(message) }, nowMs);
  warn("https://www.example.org:8443", 0);
  expect(told[0]).toContain("--allow-origin https://www.example.org:8443,");
  for (const hostile of ["null", "file://", "https://*", "https://x.example; rm -rf ~", "https://x.example$(id)"]) {
    warn(hostile, 0);
    expect(told.at(-1)).not.toContain(hostile);
  }
  warn("https://im.example.org", 0, true);
  expect(told.at(-1)).toContain("set publicOrigin to https://im.example.org");
  expect(told[0]).not.toContain("publicOrigin");
  const count = told.length;
  warn("https://www.example.org:8443", 59_999);
  expect(told.length).toBe(count);
  warn("https://www.example.org:8443", 60_000);
  expect(told.length).toBe(count + 1);
  for (let made = 0; made < 1_000; made++) warn(`https://x${made}.example`, 60_001);
  expect(told.length).toBe(count + 100);
});
