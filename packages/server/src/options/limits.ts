// The options of limits and presence: numbers, each with its bounds.
import { DEFAULT_LIMITS, type WireLimits } from "@livename/wire";
import { z } from "zod";
import type { Rates } from "../edge/rates.ts";
import { group, NOTES, type Range, whole } from "./kinds.ts";

export const DEFAULT_RATES: Rates = {
  read: { perSecond: 50, burst: 300 },
  write: { perSecond: 20, burst: 100 },
  signal: { perSecond: 20, burst: 60 },
  hello: { perSecond: 5, burst: 100 },
  refusals: { perSecond: 10, burst: 300 },
};

/** A limit that clients are told, with the default that they assume until then. */
const told = (name: keyof WireLimits, range: Partial<Range>, about: string) =>
  whole(range, about).default(DEFAULT_LIMITS[name]);

const rate = z.strictObject(
  { perSecond: rateNumber(Number.MIN_VALUE), burst: rateNumber(1) },
  { error: () => "give perSecond and burst, such as { perSecond: 20, burst: 100 }" },
);

function rateNumber(min: number) {
  const error = (): string => "give perSecond as a number above 0 and burst as one of at least 1";
  return z.number({ error }).min(min, { error }).max(1e9, { error });
}

const rates = z
  .strictObject(
    {
      read: rate.default(DEFAULT_RATES.read),
      write: rate.default(DEFAULT_RATES.write),
      signal: rate.default(DEFAULT_RATES.signal),
      hello: rate.default(DEFAULT_RATES.hello),
      refusals: rate.default(DEFAULT_RATES.refusals),
    },
    { error: () => "give an object with read, write, signal, hello or refusals" },
  )
  .register(NOTES, {
    kind: "json",
    type: "Partial<Rates>",
    about:
      "Commands of one session: `{ perSecond, burst }` for `read`, `write`, `signal`, `hello` and `refusals`. A person has four times as much",
    unset: "see below",
  });

export const LIMITS = group("LimitOptions", {
  frameBytes: told("frameBytes", { min: 16_384, max: 16_777_216 }, "Bytes of one message from a client"),
  watchBatch: told("watchBatch", { min: 1 }, "People in one command"),
  watches: told("watches", { min: 1 }, "People that one session watches"),
  textChars: told("textChars", { min: 1 }, "Characters of a message"),
  statusChars: told("statusChars", { min: 1 }, "Characters of a status message"),
  historyPage: told("historyPage", { min: 1, max: 1_000 }, "Messages in one page of history"),
  places: told("places", { min: 1 }, "Places that one session is in"),
  contacts: told("contacts", {}, "Entries of one contact list"),
  subjects: told(
    "subjects",
    {},
    "People and groups in all lists of a person's privacy together, in one list of exceptions or of readers",
  ),
  alerts: told("alerts", {}, "Rules of alerts that one person has"),
  attributeBytes: told("attributeBytes", {}, "Bytes of one attribute's value"),
  pingMs: told("pingMs", { min: 5_000, max: 60_000 }, "How often the server pings"),
  pongMs: told("pongMs", { min: 1_000, max: 59_000 }, "How long it waits for an answer; shorter than `pingMs`"),
  helloMs: whole({ min: 1_000, max: 60_000 }, "How long a connection may take until its hello is answered").default(
    10_000,
  ),
  tickMs: whole({ min: 1, max: 1_000 }, "How often presence is flushed to a client at most").default(20),
  outboxBytes: whole({}, "Bytes that may wait for a client that reads too slowly; `frameBytes` at least").default(
    1_048_576,
  ),
  comeBackWithinMs: whole({ max: 600_000 }, "A graceful stop asks clients to come back spread over this time").default(
    5_000,
  ),
  connectionsPerIp: whole({}, "Connections from one address, of IPv6 from one /64; 0 for any number").default(0),
  sessionsPerPerson: whole({ min: 1 }, "Sessions of one person on all devices, those in their grace included").default(
    200,
  ),
  signInsPerMinute: whole(
    { min: 1 },
    "Attempts to sign in by password from one address; one network has four times as many, a person twice as many (SPEC W15)",
  ).default(10),
  rates: rates.prefault({}),
});

/** A client tells at most once in this time that its person is there (S16). */
const INPUT_EVERY_MS = 60_000;

export const PRESENCE = group("PresenceOptions", {
  graceMs: whole(
    { max: 3_600_000 },
    "How long a person stays as they were after the connection broke; longer while many come back at once (SPEC S11)",
  ).default(15_000),
  leaveGraceMs: whole({ max: 3_600_000 }, "The same after the page said goodbye").default(10_000),
  awayAfterMs: whole(
    {
      min: 2 * INPUT_EVERY_MS,
      max: 86_400_000,
      why: "clients report input once a minute, so with less people at work would be shown as away",
    },
    "How long without input on any device until a person is away; clients report input once a minute (SPEC S16)",
  ).default(300_000),
  dampMs: whole(
    { max: 60_000 },
    "How long after a change a watcher is told of no other one, but that the person came; `0` for at once",
  ).default(2_000),
});
