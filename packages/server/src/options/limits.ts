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
      "Rate limits of one session: `{ perSecond, burst }` for `read`, `write`, `signal`, `hello` and `refusals`. A person may send four times as much",
    unset: "see below",
  });

export const LIMITS = group("LimitOptions", {
  frameBytes: told("frameBytes", { min: 16_384, max: 16_777_216 }, "Maximum bytes of one message from a client"),
  watchBatch: told("watchBatch", { min: 1 }, "Maximum number of people in one command"),
  watches: told("watches", { min: 1 }, "Maximum number of people that one session watches"),
  textChars: told("textChars", { min: 1 }, "Maximum characters of a message"),
  statusChars: told("statusChars", { min: 1 }, "Maximum characters of a status message"),
  historyPage: told("historyPage", { min: 1, max: 1_000 }, "Messages in one page of history"),
  places: told("places", { min: 1 }, "Places that one session may be in"),
  contacts: told("contacts", {}, "Maximum number of entries in one contact list"),
  subjects: told(
    "subjects",
    {},
    "Maximum number of people and groups in all privacy lists of a person together, and in one list of exceptions or readers",
  ),
  alerts: told("alerts", {}, "Maximum number of alert rules of one person"),
  attributeBytes: told("attributeBytes", {}, "Maximum bytes of one attribute's value"),
  pingMs: told("pingMs", { min: 5_000, max: 60_000 }, "How often the server pings"),
  pongMs: told(
    "pongMs",
    { min: 1_000, max: 59_000 },
    "How long the server waits for the answer to a ping; shorter than `pingMs`",
  ),
  helloMs: whole(
    { min: 1_000, max: 60_000 },
    "Maximum time from opening a connection to the answer to its hello",
  ).default(10_000),
  tickMs: whole({ min: 1, max: 1_000 }, "Minimum time between two flushes of presence to a client").default(20),
  outboxBytes: whole({}, "Maximum bytes queued for a client that reads too slowly; at least `frameBytes`").default(
    1_048_576,
  ),
  comeBackWithinMs: whole({ max: 600_000 }, "After a graceful stop, clients reconnect spread over this time").default(
    5_000,
  ),
  connectionsPerIp: whole({}, "Maximum connections from one address, for IPv6 from one /64; 0 for no limit").default(0),
  sessionsPerPerson: whole(
    { min: 1 },
    "Maximum sessions of one person on all devices, including sessions in their grace",
  ).default(200),
  signInsPerMinute: whole(
    { min: 1 },
    "Attempts to sign in by password from one address; a network has four times as many, a person twice as many (SPEC W15)",
  ).default(10),
  rates: rates.prefault({}),
});

/** A client tells at most once in this time that its person is there (S16). */
const INPUT_EVERY_MS = 60_000;

export const PRESENCE = group("PresenceOptions", {
  graceMs: whole(
    { max: 3_600_000 },
    "How long a person's presence stays the same after a lost connection; longer while many clients reconnect at once (SPEC S11)",
  ).default(15_000),
  leaveGraceMs: whole({ max: 3_600_000 }, "The same after the client said that it leaves").default(10_000),
  awayAfterMs: whole(
    {
      min: 2 * INPUT_EVERY_MS,
      max: 86_400_000,
      why: "clients report input once a minute, so with less people at work would be shown as away",
    },
    "Time without input on any device until a person is away; clients report input once a minute (SPEC S16)",
  ).default(300_000),
  dampMs: whole(
    { max: 60_000 },
    "Minimum time between two changes of a person that a watcher is sent, except when the person comes online; `0` for no delay",
  ).default(2_000),
});
