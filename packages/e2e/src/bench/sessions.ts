// T1, T3, T4 and T5: the same crowd signs in, watches, sees one person change and then ten, and then the server's
// memory is read.
import type { Child, Usage } from "./child.ts";
import { median } from "./figures.ts";
import type { Gathered, GatherRequest, Spread, Target } from "./load-requests.ts";
import { timed } from "./processor-time.ts";
import { profiled } from "./profile.ts";
import { fixed, type Row, whole } from "./row.ts";
import type { SizeOfRun } from "./size-of-run.ts";
import { addressesOf, withTarget } from "./targets.ts";
import type { TokenAlgorithm } from "./tokens.ts";

/** People whom everybody watches: one changes for T4, all for T5. */
const STARS = 10;

interface SignedIn {
  readonly gathered: Gathered;
  /** Processor time of the server for each. */
  readonly serverMs: number;
}

/** A change seen by everybody, and the server's processor time for each time that somebody sees one. */
interface TimedSpread extends Spread {
  readonly serverUs: number;
}

interface Measured extends SignedIn {
  readonly one: TimedSpread;
  readonly ten: TimedSpread;
  readonly bytesASession: number;
}

async function signIn(server: Child, load: Child, request: GatherRequest, what: string): Promise<SignedIn> {
  const { result, cpuMs } = await timed(server, () => profiled(server, what, () => load.ask<Gathered>(request)));
  return { gathered: result, serverMs: cpuMs / request.count };
}

async function measure(kind: Target["kind"], size: SizeOfRun, like?: Measured): Promise<Measured> {
  const people = addressesOf(size.sessions);
  return withTarget(kind, people, async ({ target, server, load }) => {
    const empty = await server.ask<Usage>({ do: "usage" });
    const request: GatherRequest = {
      ...{ do: "gather", target, count: size.sessions, parallel: 256, people, watched: size.watched, stars: STARS },
      ...(like ? { answerBytes: like.gathered.greetingBytes } : {}),
    };
    const signedIn = await signIn(server, load, request, `sign-ins, ${kind}`);
    // Everybody has come online while others signed in: what that caused is delivered before a change is timed.
    await new Promise((resolve) => setTimeout(resolve, size.settleMs));
    const spread = async (stars: number, like?: Spread): Promise<TimedSpread> => {
      const { result, cpuMs } = await timed(server, () =>
        profiled(server, `${stars} change, everybody watches, ${kind}`, () =>
          load.ask<Spread>({
            ...{ do: "fan-out", stars, rounds: size.rounds, pauseMs: size.pauseMs },
            ...(like ? { answerBytes: Math.round(like.bytes / like.messages) } : {}),
          }),
        ),
      );
      return { ...result, serverUs: (cpuMs * 1_000) / (size.sessions * stars * size.rounds) };
    };
    const one = await spread(1, like?.one);
    const ten = await spread(Math.min(STARS, size.watched), like?.ten);
    const full = await server.ask<Usage>({ do: "usage" });
    return { ...signedIn, one, ten, bytesASession: (full.rssBytes - empty.rssBytes) / size.sessions };
  });
}

let floorOfRun: Promise<Measured> | undefined;

/** Deliveries a second of the floor of T4, measured once in a run. */
export async function floorDeliveries(size: SizeOfRun): Promise<number> {
  floorOfRun ??= measure("floor", size);
  return median((await floorOfRun).one.perSecond);
}

export async function measureSessions(size: SizeOfRun, say: (line: string) => void): Promise<Row[]> {
  say(`${whole(size.sessions)} sessions sign in, each watches ${size.watched}; all see one person change, then ten`);
  const ours = await measure("livename", size);
  say("the same bytes through the bare WebSocket library");
  floorOfRun = measure("floor", size, ours);
  const floor = await floorOfRun;

  const kib = ours.bytesASession / 1024;
  const deliveries = median(ours.one.perSecond);
  const floorOfOne = median(floor.one.perSecond);
  const p99 = median(ours.one.p99Ms);
  const floorP99 = median(floor.one.p99Ms);
  const events = median(ours.ten.perSecond);
  return [
    {
      name: "T1",
      what: `memory a session, ${whole(size.sessions)} sessions × ${size.watched} watched, after traffic [sessions]`,
      measured: `${fixed(kib)} KiB`,
      floor: `${fixed(floor.bytesASession / 1024)} KiB`,
      target: "≤ 16 KiB",
      met: kib <= 16,
    },
    signInRow("HS256", ours, signInText(floor)),
    {
      name: "T4",
      what: `one person, ${whole(size.sessions)} watchers: deliveries a second [fan-out]`,
      measured: `${whole(deliveries)}/s, p99 ${whole(p99)} ms; server ${fixed(ours.one.serverUs)} µs each`,
      floor: `${whole(floorOfOne)}/s, p99 ${whole(floorP99)} ms; ${fixed(floor.one.serverUs)} µs`,
      target: `≥ 0.85 × floor (is ${fixed(deliveries / floorOfOne, 2)}), p99 ≤ 1.3 × floor (is ${fixed(p99 / floorP99, 2)})`,
      met: deliveries >= 0.85 * floorOfOne && p99 <= 1.3 * floorP99,
    },
    {
      name: "T5",
      what: `ten people at once, ${whole(size.sessions)} watchers: changes delivered a second [burst]`,
      measured: `${whole(events)}/s, in ${fixed(ours.ten.messages)} messages a watcher; server ${fixed(ours.ten.serverUs, 2)} µs each`,
      floor: `${whole(median(floor.ten.perSecond))}/s, in 1.0; ${fixed(floor.ten.serverUs, 2)} µs`,
      target: "≥ 600,000/s",
      met: events >= 600_000,
    },
  ];
}

/** T3 with the other usual signature, whose check costs more. */
export async function measureKeyPairSignIns(size: SizeOfRun, say: (line: string) => void): Promise<Row[]> {
  say(`${whole(size.sessions)} sessions sign in with tokens signed by ES256`);
  const people = addressesOf(size.sessions);
  const measured = await withTarget(
    "livename",
    people,
    ({ target, server, load }) => {
      const crowd = { count: size.sessions, parallel: 256, people, watched: size.watched };
      return signIn(server, load, { do: "gather", target, ...crowd }, "sign-ins, ES256");
    },
    { algorithm: "ES256" },
  );
  return [signInRow("ES256", measured, "–")];
}

function signInRow(algorithm: TokenAlgorithm, measured: SignedIn, floor: string): Row {
  return {
    name: "T3",
    what: `sign-ins: ${algorithm} token checked, session, watch, snapshot delivered; processor time of server and load client [login]`,
    measured: signInText(measured),
    floor,
    target: "≥ 5,000/s",
    met: measured.gathered.perSecond >= 5_000,
  };
}

const signInText = ({ gathered, serverMs }: SignedIn): string =>
  `${whole(gathered.perSecond)}/s; ${fixed(serverMs, 2)} ms, client ${fixed(gathered.cpuMs, 2)} ms`;
