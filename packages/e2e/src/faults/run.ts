// A run: three people with two devices each, who change everything that is kept, while their networks fail and the
// server dies, is stopped, put back or damaged, as a seed says. After each fault everything settles and is judged.
import { rmSync } from "node:fs";
import { seeded } from "../bench/figures.ts";
import { type CommandServer, startCommandServer } from "../harness/command.ts";
import { voided } from "../harness/put-back.ts";
import { type Changer, CONTACT, createChanger } from "./changes.ts";
import { faultsOfAnswers, faultsOfEpoch, faultsOfTexts } from "./check.ts";
import { bend, commit, isBent, isNamed, isPutBack, keep, restore } from "./commit.ts";
import { type Device, openDevice } from "./devices.ts";
import { type Change, DEVICES, describeRound, drawRounds, PEOPLE, type Round } from "./draw.ts";
import { createJournal, type Journal } from "./journal.ts";
import { openJudge, settled, until } from "./judge.ts";

export interface FaultsOptions {
  readonly seed: number;
  /** No round begins after this time, but each fault of a short run comes. */
  readonly forMs: number;
  readonly short: boolean;
  readonly say: (line: string) => void;
}

export interface FaultsResult {
  /** What is wrong, a sentence each; nothing more is tried after the first round in which something is. */
  readonly faults: readonly string[];
  readonly rounds: number;
  /** How many changes ended in which way. */
  readonly outcomes: Readonly<Record<string, number>>;
}

interface Stage {
  readonly server: CommandServer;
  readonly devices: readonly Device[];
  readonly journal: Journal;
  readonly changer: Changer;
  readonly say: (line: string) => void;
}

/** A token of what was told comes within two seconds behind it. */
const TOKEN_MS = 2_500;
/** One of each, made when nothing is broken: nothing is stale for ever. */
const CALM: readonly Change["change"][] = ["message", "status", "privacy", "note", "folder", "rule", "attribute"];

const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

export async function runFaults({ seed, forMs, short, say }: FaultsOptions): Promise<FaultsResult> {
  const random = seeded(seed + 1);
  const journal = createJournal();
  const server = await startCommandServer({ config: { limits: { comeBackWithinMs: 500 }, presence: { dampMs: 300 } } });
  const devices: Device[] = [];
  let rounds = 0;
  const faults: string[] = [];
  try {
    for (let at = 0; at < DEVICES; at++) {
      const person = PEOPLE[at % PEOPLE.length]!;
      const name = `${person} ${1 + Math.floor(at / PEOPLE.length)}`;
      devices.push(await openDevice({ name, person, port: server.port, faulty: true, random }));
    }
    const stage: Stage = { server, devices, journal, changer: createChanger(journal), say };
    for (const device of devices.slice(0, PEOPLE.length)) await device.contacts.add(CONTACT);
    const end = performance.now() + forMs;
    for (const round of drawRounds(seed, short)) {
      if (!short && performance.now() > end) break;
      rounds++;
      const began = performance.now();
      faults.push(...(await play(stage, round, rounds)));
      say(`${rounds}: ${describeRound(round)} (${((performance.now() - began) / 1000).toFixed(1)} s)`);
      if (faults.length > 0) break;
    }
    if (faults.length > 0) say(server.log.slice(-3_000));
  } finally {
    await Promise.all(devices.map((device) => device.close()));
    await server.dispose();
  }
  const outcomes: Record<string, number> = {};
  for (const { outcome } of journal.attempts) outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  return { faults: [...new Set(faults)], rounds, outcomes };
}

async function play(stage: Stage, round: Round, number: number): Promise<string[]> {
  const { server, devices, journal, changer } = stage;
  const { store, before, during, after, pauseMs } = round;
  const faults: string[] = [];
  const make = (changes: readonly Change[], calm = false) => {
    for (const change of changes) changer.make(devices[change.device % DEVICES]!, change, { number, calm });
  };

  if (isBent(store)) faults.push(...(await damage(stage, round, number)));
  const said = voided(server).length;
  const kept = isPutBack(store) ? await keep(server, store, journal) : undefined;
  if (kept) {
    // Something that was told and is not in the copy, and a token that says so.
    await settled(stage);
    make([{ change: "message", device: round.choice, choice: round.choice }]);
    await settled(stage);
    if (store === "folder and mark together") await wait(TOKEN_MS);
  }

  make(before);
  await wait(pauseMs);
  for (const { fault, change } of round.network) {
    const device = devices[change.device % DEVICES]!;
    if (fault === "cut") device.proxy?.cut();
    else if (fault === "swallow") device.proxy?.swallow();
    else if (fault === "offline") device.proxy?.refuse();
    else device.proxy?.loseAnswers();
    make([change]);
  }
  make(during);
  await wait(pauseMs);
  const says = isBent(store) ? [] : await commit(server, store, { kept, journal, round: number });
  make(after);
  await wait(pauseMs);
  for (const { proxy } of devices) proxy?.heal();
  // Those that were swallowed stay dead, and their clients would notice in half a minute.
  for (const { fault, change } of round.network)
    if (fault === "swallow") devices[change.device % DEVICES]?.proxy?.cut();

  faults.push(...(await judge(stage, number)));
  const name = `round ${number}, ${store}`;
  faults.push(...faultsOfEpoch(name, voided(server).slice(said), says));
  return faults.map((fault) => `${name}: ${fault}`);
}

/** Waits for all, and has it judged before and after each thing was changed once more. */
async function judge(stage: Stage, number: number): Promise<string[]> {
  const { server, devices, journal, changer, say } = stage;
  const faults = await settled(stage);
  const fresh = await openJudge(server.port, stage, `fresh ${number}`);
  try {
    faults.push(...(await fresh.faults()));
    // By the first devices of all and the second ones in turn.
    const changing = devices.slice(number % 2 === 0 ? 0 : PEOPLE.length).slice(0, PEOPLE.length);
    for (const device of changing) {
      for (const change of CALM) changer.make(device, { change, choice: number }, { number, calm: true });
    }
    faults.push(...(await settled(stage)), ...(await fresh.faults()));
    for (const { conversations } of changing)
      for (const conversation of conversations.values()) conversation.markRead();
    faults.push(...(await until(() => unreadOf(devices), say)), ...(await fresh.faults()));
  } finally {
    await fresh.close();
  }
  faults.push(...faultsOfAnswers(journal));
  for (const { disorder, errors } of devices) faults.push(...disorder, ...errors);
  return faults;
}

const unreadOf = (devices: readonly Device[]): string[] =>
  devices.flatMap(({ name, conversations }) =>
    [...conversations].flatMap(([other, { unread }]) =>
      unread > 0 ? [`${name} has ${unread} unread of ${other}`] : [],
    ),
  );

/** A byte of the database is bent: nobody is shown what nobody wrote, and the newest backup mends it. */
async function damage(stage: Stage, round: Round, number: number): Promise<string[]> {
  const { server, devices, journal, changer, say } = stage;
  const faults: string[] = await settled(stage);
  const backup = `${server.data}.before-damage.db`;
  rmSync(backup, { force: true });
  const floor = journal.moment();
  await server.run("backup", backup);
  for (const change of round.before) changer.make(devices[change.device % DEVICES]!, change, { number, calm: false });
  faults.push(...(await settled(stage)));
  await server.terminate();

  const texts = journal.attempts.filter(({ what, outcome }) => what.startsWith("log ") && outcome === "done");
  const text = round.store === "bent text" ? texts[round.choice % texts.length]?.value : undefined;
  const where = bend(server, text, round.choice);
  let what: string;
  try {
    await server.start();
    what = await readDamaged(stage, number, faults);
    await server.kill();
  } catch (error) {
    const sentence = (error as Error).message;
    what = "the server does not start";
    if (!/restore|damaged/i.test(sentence) || /^ {4}at /m.test(sentence))
      faults.push(`the server does not say what is damaged, but ${sentence}`);
  }
  say(`   ${where}: ${what}`);
  await restore(server, backup);
  journal.goBack(floor);
  journal.makeVoid(number);
  await server.start();
  faults.push(...(await settled(stage)));
  return faults;
}

/** Reads all that there is on fresh devices: it is refused, or as somebody wrote it; and whole, when no damage is found. */
async function readDamaged(stage: Stage, number: number, faults: string[]): Promise<string> {
  const { server, devices, journal } = stage;
  const named = await isNamed(server);
  if (!named) {
    await settled(stage);
    const fresh = await openJudge(server.port, stage, `reader ${number}`);
    faults.push(...(await fresh.faults()));
    await fresh.close();
    return "nothing is damaged";
  }
  const refusals = new Set<string>();
  for (const person of PEOPLE) {
    try {
      const device = await openDevice({
        name: `${person} reader ${number}`,
        person,
        port: server.port,
        random: () => 0,
      });
      faults.push(...faultsOfTexts(device.name, await textsOf(device), journal));
      await device.close();
    } catch (error) {
      const { code = String(error) } = error as { code?: string };
      refusals.add(code);
      if (code === "timeout") faults.push(`${person} was not answered by a damaged server`);
    }
  }
  for (const device of devices) faults.push(...faultsOfTexts(device.name, await textsOf(device), journal));
  return `the damage is named, reading is refused as ${[...refusals].join() || "nothing"}`;
}

async function textsOf({ conversations, registers }: Device): Promise<string[]> {
  const messages = [...conversations.values()].flatMap((conversation) => conversation.messages.map(({ text }) => text));
  const written = [...(await registers())].flatMap(([what, value]) => [
    value,
    /^folder (.*) of /.exec(what)?.[1] ?? "",
  ]);
  return [...messages, ...written].filter((text) => text !== "" && text !== "there");
}
