import { codeName } from "@livename/wire";
import type { AttributeTargetInit, AttributeWatchResult, Attribute as WireAttribute } from "@livename/wire/attribute";
import { attributeChanged, attributeFetch, attributeUnwatch, attributeWatch } from "@livename/wire/calls";
import { batches, FRAME_BYTES, textBytes } from "../batches.ts";
import { createEvents, type Events } from "../events.ts";
import type { FeatureContext } from "../feature.ts";
import { createFollowSet, type Followed } from "../kernel/follow-set.ts";
import { createSetter } from "./set.ts";
import type {
  Attribute,
  AttributeEvents,
  AttributeService,
  AttributeTarget,
  AttributeValue,
  AttributeWatch,
} from "./types.ts";
import { readValue } from "./value.ts";

interface Held extends Attribute {
  readonly version: number;
}

/** A watch of some names, or of all. */
interface Follower {
  readonly names: ReadonlySet<string> | undefined;
  readonly events: Events<AttributeEvents>;
}

/** A person or place whose attributes are followed, shared by all followers in this client. */
interface Register extends Followed {
  readonly key: string;
  readonly target: AttributeTargetInit;
  /** The server's id, and whether it is a person or a place; empty until known. */
  id: string;
  readonly followers: Set<Follower>;
  /** The names that were last requested. */
  asked: string;
  status: AttributeWatch["status"];
  reason: string | undefined;
  held: ReadonlyMap<string, Held>;
}

/** The maximum number of bytes that a target adds to a frame, without its texts. */
const TARGET_BYTES = 24;
/** Targets in one command, so that its fields stay within their bound (F13). */
const TARGETS = 200;
/** Above this number of names of one target, the client requests all names (T13). */
const NAMES = 64;

/** Creates the module that is loaded with the first attribute that is set or followed. */
export function loadAttributes(context: FeatureContext): AttributeService & { stop(): void } {
  const { channel, report } = context;
  const setter = createSetter(context);
  const registers = new Map<string, Register>();

  const read = ({ name, version, value, size }: WireAttribute): Held => ({
    name,
    version,
    value: value && readValue(value),
    size,
  });

  /** Registers of the same person under other names, because the server has only one watch of a person. */
  const twinsOf = (register: Register): Register[] =>
    [...registers.values()].filter((other) => other === register || (other.id !== "" && other.id === register.id));

  /** All names that any follower wants, sorted; empty when all are wanted. */
  const namesOf = (register: Register): string[] => {
    const names = new Set<string>();
    for (const { followers } of twinsOf(register)) {
      for (const follower of followers) {
        if (!follower.names) return [];
        for (const name of follower.names) names.add(name);
      }
    }
    return names.size > NAMES ? [] : [...names].sort();
  };

  const show = (register: Register, next: ReadonlyMap<string, Held>): void => {
    const before = register.held;
    register.held = next;
    for (const name of new Set([...before.keys(), ...next.keys()])) {
      const [previous, attribute] = [before.get(name), next.get(name)];
      if (previous?.version === attribute?.version) continue;
      for (const { names, events } of [...register.followers]) {
        if (!names || names.has(name)) events.emit("change", { name, attribute, previous });
      }
    }
  };

  const take = (register: Register, { target, code, attributes }: AttributeWatchResult): void => {
    register.id = idOf(target) || register.id;
    const reason = code ? codeName(code) : undefined;
    register.reason = reason === "no-such-person" ? undefined : reason;
    register.status = reason === "no-such-person" ? reason : reason ? "refused" : "known";
    const next = attributes.filter(isThere).map(read);
    const twins = reason ? [register] : twinsOf(register);
    for (const twin of twins) show(twin, new Map(next.map((held) => [held.name, keep(twin, held)])));
    // The wanted names may have changed meanwhile, or two registers may turn out to be of the same person.
    settle(register);
  };

  /** A fetched value is kept as long as its version is current. */
  const keep = ({ held }: Register, attribute: Held): Held => {
    const former = held.get(attribute.name);
    return former?.version === attribute.version ? former : attribute;
  };

  const follows = createFollowSet({
    channel,
    items: () => registers.values(),
    isWanted: ({ followers }) => followers.size > 0,
    haveTwins: true,
    cut(all) {
      const size = (register: Register): number =>
        namesOf(register).reduce((sum, name) => sum + name.length + 2, textBytes(register.key) + TARGET_BYTES);
      return batches(all, TARGETS, channel.limits.frameBytes - FRAME_BYTES, size);
    },
    call: attributeWatch,
    request(batch) {
      const items = batch.map((register) => {
        const names = namesOf(register);
        register.asked = names.join();
        return { target: register.target, names };
      });
      return { items };
    },
    results: (reply) => reply.results,
    take,
    refuse(register, { code }) {
      register.status = "refused";
      register.reason = code;
      show(register, new Map());
    },
    forget(gone, attached) {
      for (const { key } of gone) registers.delete(key);
      if (!attached) return;
      const twins = new Map([...registers.values()].map((register) => [register.id, register]));
      const left = gone.filter(({ sent, id }) => {
        const twin = id === "" ? undefined : twins.get(id);
        // If others still follow the person, they may want fewer names.
        if (twin) settle(twin);
        return sent === "yes" && !twin;
      });
      for (const batch of batches(left, TARGETS)) {
        const targets = batch.map(({ target }) => target);
        channel.call(attributeUnwatch, { targets }, { lifetime: "connection" }).catch(() => {});
      }
    },
  });

  /** Call it when the followers have changed, and with them the wanted names. */
  const settle = (register: Register): void => {
    const isWanted = register.followers.size > 0;
    if (isWanted && register.sent === "yes" && register.asked !== namesOf(register).join()) register.sent = "no";
    follows.touch(register);
  };

  channel.onPush(attributeChanged, ({ target, attributes }) => {
    const id = idOf(target);
    for (const register of [...registers.values()]) {
      if (id === "" || register.id !== id) continue;
      const next = new Map(register.held);
      for (const attribute of attributes) {
        if (isThere(attribute)) next.set(attribute.name, keep(register, read(attribute)));
        else next.delete(attribute.name);
      }
      show(register, next);
    }
  });

  const obtain = (target: AttributeTarget): Register => {
    const place = typeof target === "string" ? undefined : target.place.trim();
    const person = typeof target === "string" ? target.trim() : undefined;
    const key = place === undefined ? (person?.includes("@") ? person.toLowerCase() : `${person}`) : ` ${place}`;
    const register: Register = registers.get(key) ?? {
      key,
      target: { person, place },
      id: "",
      followers: new Set(),
      sent: "no",
      asked: "",
      status: "pending",
      reason: undefined,
      held: new Map(),
    };
    registers.set(key, register);
    return register;
  };

  return {
    set: setter.set,
    async watch(target, wanted) {
      const register = obtain(target);
      const events = createEvents<AttributeEvents>(report);
      const follower: Follower = { names: wanted && new Set(wanted), events };
      const isMine = (name: string): boolean => !follower.names || follower.names.has(name);
      register.followers.add(follower);
      settle(register);

      const fetch = async (name: string): Promise<AttributeValue | undefined> => {
        const { attribute } = await channel.call(attributeFetch, { target: register.target, name });
        if (!attribute?.value) return undefined;
        const fetched = read(attribute);
        const held = register.held.get(name);
        if (held?.version === fetched.version) register.held = new Map(register.held).set(name, fetched);
        return fetched.value;
      };
      return {
        target,
        get status() {
          return register.status;
        },
        get reason() {
          return register.reason;
        },
        get attributes() {
          return new Map([...register.held].filter(([name]) => isMine(name)));
        },
        async value(name) {
          const held = register.held.get(name);
          if (held?.value !== undefined) return held.value;
          return held || register.status === "pending" ? fetch(name) : undefined;
        },
        on: events.on,
        close() {
          events.clear();
          if (register.followers.delete(follower)) settle(register);
        },
      };
    },
    stop() {
      follows.stop();
      setter.stop();
    },
  };
}

/** The id of a target. It differs for a place and a person with the same name. */
function idOf(target: AttributeTargetInit | undefined): string {
  if (target?.person) return `person ${target.person}`;
  return target?.place ? `place ${target.place}` : "";
}

/** Whether the attribute exists. A large value is announced by its size; an empty text has size 0 but a value. */
function isThere({ size, value }: WireAttribute): boolean {
  return size > 0 || value !== undefined;
}
