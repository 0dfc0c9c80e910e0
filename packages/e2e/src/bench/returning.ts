// T9: whoever loses the connection comes back as SPEC F18 says, with what it holds, and notes what it is told.
import { decode, readServerFrame } from "@livename/wire";
import { presenceWatch } from "@livename/wire/calls";
import { Availability } from "@livename/wire/presence";
import { connectMember, type Member } from "./crowd.ts";
import { seeded } from "./figures.ts";
import { type Company, helloOf, isGreeted } from "./gathering.ts";
import type { Returned, Surveyed } from "./load-requests.ts";
import { eachPresence } from "./presences.ts";
import { clientFrame } from "./raw-socket.ts";
import { CommandId, helloFlight, socketOf, watchCommand } from "./talk.ts";

/** F18: a random wait below a ceiling that doubles with each failure. */
const FIRST_CEILING_MS = 500;
const LAST_CEILING_MS = 20_000;

/** Attempts that are due are made so many at a time, so that those who are connected need not wait for all the others. */
const AT_ONCE = 20;

/** By member, the versions of those it watches. */
type Held = readonly (readonly number[])[];

const heldBy = new WeakMap<Company, Held>();

const addressesOf = ({ people, watched }: Company, index: number): string[] =>
  Array.from(watched[index]!, (at) => people[at]!);

/** Everybody asks for everything anew. */
export async function survey(company: Company): Promise<Surveyed> {
  let seen = 0;
  let offline = 0;
  const held = await Promise.all(
    company.crowd.members.map(
      (member) =>
        new Promise<number[]>((resolve) => {
          member.onMessage = (payload) => {
            const reply = readServerFrame(payload).find(({ replyTo }) => replyTo === CommandId.WATCH);
            if (!reply) return;
            member.onMessage = () => undefined;
            const { results } = decode(presenceWatch.read, reply.payload);
            seen += results.length;
            for (const { presence } of results) if (presence?.availability === Availability.OFFLINE) offline++;
            resolve(results.map(({ version }) => version));
          };
          member.socket.send(watchCommand(addressesOf(company, member.index)));
        }),
    ),
  );
  heldBy.set(company, held);
  return { seen, offline };
}

export class Returning {
  readonly #company: Company;
  readonly #flights: readonly Buffer[];
  readonly #failures: Uint8Array;
  readonly #random = seeded(9);
  /** Each longer ceiling that somebody waited under, and since when. */
  readonly #ceilings: Array<{ readonly atMs: number; readonly ceilingMs: number }> = [];
  readonly #due: Member[] = [];
  #pump: NodeJS.Immediate | undefined;
  #away = 0;
  #attempts = 0;
  #lastBackMs = 0;
  #told = 0;
  #offline = 0;
  #allBack: (() => void) | undefined;

  /** From now on members come back by themselves. They hold what the last survey found. */
  constructor(company: Company) {
    const held = heldBy.get(company);
    const { target, crowd } = company;
    if (!held || target.kind !== "livename") throw new Error("Nobody holds anything: survey first.");
    this.#company = company;
    this.#failures = new Uint8Array(crowd.members.length);
    this.#flights = crowd.members.map((member) => {
      const { session, secret } = helloOf(member);
      const kept = { session, secret, held: held[member.index]! };
      return clientFrame(helloFlight(target.tokens[member.index]!, addressesOf(company, member.index), kept));
    });
    for (const member of crowd.members) {
      member.onMessage = (payload) => this.#note(payload);
      member.onClose = () => {
        this.#away++;
        this.#comeBack(member);
      };
    }
  }

  /** Everybody's connection ends here and now. */
  cut(): void {
    for (const { socket } of this.#company.crowd.members) socket.destroy();
  }

  async back(sinceMs: number, patienceMs: number): Promise<Returned> {
    // The connections that were cut tell so in the next turns of the loop.
    await new Promise((resolve) => setTimeout(resolve, 100));
    if (this.#away > 0)
      await new Promise<void>((resolve, reject) => {
        const late = () => reject(new Error(`After ${patienceMs} ms ${this.#away} were not back.`));
        const timer = setTimeout(late, patienceMs);
        this.#allBack = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    const ceilings = this.#ceilings.filter(({ atMs }) => atMs <= sinceMs).map(({ ceilingMs }) => ceilingMs);
    return {
      tookMs: this.#lastBackMs - sinceMs,
      windowMs: Math.max(FIRST_CEILING_MS, ...ceilings),
      attempts: this.#attempts,
      resumed: this.#company.crowd.members.filter((member) => helloOf(member).resumed).length,
      offline: this.#offline,
      told: this.#told,
    };
  }

  #comeBack(member: Member): void {
    const ceilingMs = Math.min(LAST_CEILING_MS, FIRST_CEILING_MS * 2 ** this.#failures[member.index]!);
    if (ceilingMs > (this.#ceilings.at(-1)?.ceilingMs ?? 0)) this.#ceilings.push({ atMs: Date.now(), ceilingMs });
    setTimeout(() => {
      this.#due.push(member);
      this.#pump ??= setImmediate(this.#connectDue);
    }, this.#random() * ceilingMs);
  }

  readonly #connectDue = (): void => {
    for (const member of this.#due.splice(0, AT_ONCE)) this.#attempt(member);
    this.#pump = this.#due.length > 0 ? setImmediate(this.#connectDue) : undefined;
  };

  #attempt(member: Member): void {
    this.#attempts++;
    member.onMessage = (payload) => {
      this.#note(payload);
      if (!isGreeted(payload, member, CommandId.WATCH)) return;
      this.#failures[member.index] = 0;
      member.onMessage = (later) => this.#note(later);
      member.onClose = () => {
        this.#away++;
        this.#comeBack(member);
      };
      this.#lastBackMs = Date.now();
      if (--this.#away === 0) this.#allBack?.();
    };
    member.onClose = () => {
      this.#failures[member.index]!++;
      this.#comeBack(member);
    };
    connectMember(member, socketOf(this.#company.target.port, true), this.#flights[member.index]!);
  }

  #note(payload: Buffer): void {
    eachPresence(payload, (_bytes, _from, _to, availability) => {
      if (availability === 0) return;
      this.#told++;
      if (availability === Availability.OFFLINE) this.#offline++;
    });
  }
}
