// T7 and T8: commands answered from memory, and messages acknowledged from disk.
import type { Answered } from "./asking.ts";
import type { Gathered, GatherRequest, LoadRequest, Target } from "./load-requests.ts";
import { timed } from "./processor-time.ts";
import { profiled } from "./profile.ts";
import { fixed, type Row, whole } from "./row.ts";
import type { SizeOfRun } from "./size-of-run.ts";
import { addressesOf, withTarget } from "./targets.ts";

interface Commands {
  readonly closed: Answered;
  readonly open: Answered;
}

function gatherOf(target: Target, people: readonly string[], count: number): GatherRequest {
  return { do: "gather", target, count, parallel: 256, people, watched: 0, answerBytes: 200 };
}

function commandsOf(kind: Target["kind"], size: SizeOfRun, like?: Commands): Promise<Commands> {
  const people = addressesOf(size.commandSessions);
  return withTarget(kind, people, async ({ target, server, load }) => {
    await load.ask<Gathered>(gatherOf(target, people, size.commandSessions));
    const answerBytes = like?.closed.bytes ?? 0;
    const ask = (rate: number) =>
      profiled(server, `commands, ${kind}, ${rate || "as fast as they come"}`, () =>
        load.ask<Answered>({ do: "commands", seconds: size.seconds, rate, answerBytes }),
      );
    return { closed: await ask(0), open: await ask(size.commandRate) };
  });
}

export async function measureCommands(size: SizeOfRun, say: (line: string) => void): Promise<Row[]> {
  say(`${whole(size.commandSessions)} sessions ask small questions`);
  const ours = await commandsOf("livename", size);
  say("the same bytes through the bare WebSocket library");
  const floor = await commandsOf("floor", size, ours);
  const ratio = ours.closed.perSecond / floor.closed.perSecond;
  const rate = whole(size.commandRate);
  refuse("T7", ours.closed.refused + ours.open.refused);
  return [
    {
      name: "T7",
      what: `small command and reply, ${whole(size.commandSessions)} connections; p99 in an open loop at ${rate}/s [commands]`,
      measured: `${whole(ours.closed.perSecond)}/s; p99 ${fixed(ours.open.p99Ms)} ms at ${whole(ours.open.perSecond)}/s`,
      floor: `${whole(floor.closed.perSecond)}/s; p99 ${fixed(floor.open.p99Ms)} ms at ${whole(floor.open.perSecond)}/s`,
      target: `≥ 0.75 × floor (is ${fixed(ratio, 2)}); p99 ≤ 5 ms`,
      met: ratio >= 0.75 && ours.open.p99Ms <= 5,
    },
  ];
}

/** Answers, and the server's processor time for each. */
interface TimedAnswers extends Answered {
  readonly serverUs: number;
}

interface Messages {
  readonly closed: readonly TimedAnswers[];
  readonly open: TimedAnswers;
  readonly signals: TimedAnswers;
}

function messagesOf(kind: Target["kind"], size: SizeOfRun): Promise<Messages> {
  const count = Math.max(...size.messageSessions);
  const people = addressesOf(count);
  return withTarget(kind, people, async ({ target, server, load }) => {
    await load.ask<Gathered>(gatherOf(target, people, count));
    const ask = async (active: number, rate: number, signals = false): Promise<TimedAnswers> => {
      const what = `messages, ${kind}, ${active} active, ${rate || "as fast as they come"}, ${signals ? "signals" : "stored"}`;
      const request: LoadRequest = {
        ...{ do: "messages", signals, seconds: size.seconds, rate, active, people },
        answerBytes: 200,
      };
      const { result, cpuMs } = await timed(server, () => profiled(server, what, () => load.ask<Answered>(request)));
      return { ...result, serverUs: (cpuMs * 1_000) / (result.perSecond * size.seconds) };
    };
    const closed: TimedAnswers[] = [];
    for (const active of size.messageSessions) closed.push(await ask(active, 0));
    return { closed, open: await ask(count, size.messageRate), signals: await ask(count, 0, true) };
  });
}

export async function measureMessages(size: SizeOfRun, say: (line: string) => void): Promise<Row[]> {
  say(`messages from one to another, acknowledged from disk, ${size.messageSessions.join(" and ")} active`);
  const ours = await messagesOf("livename", size);
  say("the same through the bare WebSocket library, not stored");
  const floor = await messagesOf("floor", size);
  refuse("T8", ours.signals.refused + ours.open.refused + ours.closed.reduce((sum, one) => sum + one.refused, 0));
  return [
    ...size.messageSessions.map((active, index) => ({
      name: "T8",
      what: `messages a second, stored, ${whole(active)} active [messages]`,
      measured: `${whole(ours.closed[index]!.perSecond)}/s; server ${fixed(ours.closed[index]!.serverUs)} µs each`,
      floor: `${whole(floor.closed[index]!.perSecond)}/s (nothing stored); ${fixed(floor.closed[index]!.serverUs)} µs`,
      target: "≥ 15,000/s acknowledged after fsync",
      met: ours.closed[index]!.perSecond >= 15_000,
    })),
    {
      name: "T8",
      what: `acknowledgement in an open loop at ${whole(size.messageRate)}/s [messages]`,
      measured: `p50 ${fixed(ours.open.p50Ms)} ms, p99 ${fixed(ours.open.p99Ms)} ms at ${whole(ours.open.perSecond)}/s`,
      floor: `p99 ${fixed(floor.open.p99Ms)} ms at ${whole(floor.open.perSecond)}/s`,
      target: "p99 ≤ 20 ms",
      met: ours.open.p99Ms <= 20 && ours.open.perSecond >= 0.99 * size.messageRate,
    },
    {
      name: "T8",
      what: `signals a second from one to another (typing), not stored, ${whole(Math.max(...size.messageSessions))} active [messages]`,
      measured: `${whole(ours.signals.perSecond)}/s; server ${fixed(ours.signals.serverUs)} µs each`,
      floor: `${whole(floor.signals.perSecond)}/s; ${fixed(floor.signals.serverUs)} µs`,
      target: "≥ 40,000/s",
      met: ours.signals.perSecond >= 40_000,
    },
  ];
}

/** A figure of refusals would be a figure of nothing. */
function refuse(name: string, refused: number): void {
  if (refused > 0) throw new Error(`${name}: ${refused} commands were refused; the figure would say nothing.`);
}
