import { createServer, type RunningServer, type ServerOptions } from "@livename/server";
import { createTokens } from "./tokens.ts";

/** Somebody of the test's community. Only the address is needed. */
export interface TestPerson {
  /** `"amy@example.com"`. */
  readonly address: string;
  /** @default made from the address: `"Amy"` */
  readonly name?: string;
  readonly title?: string;
  readonly department?: string;
  readonly phone?: string;
  readonly location?: string;
  /** An IANA name, such as `"Europe/Berlin"`. */
  readonly timeZone?: string;
  /** What applications call the person: `{ redmine: ["17"], wiki: ["User:Amy"] }`. */
  readonly aliases?: Readonly<Record<string, readonly string[]>>;
}

/** What a test server takes besides its people: any option of the server, whose defaults suit a test. */
export interface TestServerOptions extends Partial<ServerOptions> {
  /** @default amy, ben, cleo and dan at `example.com` */
  readonly people?: readonly (TestPerson | string)[];
}

/** A real server that lives as long as a test. */
export interface TestServer {
  /** `"http://127.0.0.1:41234"`: give it to `connect`, to a provider, or to a page. */
  readonly url: string;
  /**
   * A token for `connect`, by local part or address: `tokenFor("amy")`.
   *
   * @param scopes what an application may do beyond being a person, such as `"groups:set"` or `"activity:set"`.
   * @throws RangeError for a stranger, and for scopes when the server was given keys of its own (`identity.jwt`).
   */
  tokenFor(person: string, scopes?: readonly string[]): string;
  /** Adds people while the server runs. */
  addPeople(people: readonly (TestPerson | string)[]): Promise<void>;
  /** The server itself. */
  readonly server: RunningServer;
  close(): Promise<void>;
}

const COMMUNITY = "default";
const EVERYDAY = ["amy@example.com", "ben@example.com", "cleo@example.com", "dan@example.com"];

/**
 * Starts a Livename server on a free port of this machine, with its data in memory and the demo sign-in, so that
 * `"demo:amy"` is a token. Nothing is mocked: what works here works against an installed server.
 *
 * ```ts
 * const server = await startTestServer({ people: ["amy@example.com", "ben@example.com"] });
 * const amy = connect({ url: server.url, token: () => server.tokenFor("amy") });
 * …
 * await server.close();
 * ```
 */
export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const { people = EVERYDAY, ...serverOptions } = options;
  const tokens = createTokens(() => (options.clock ?? Date).now());
  const server = await createServer({
    data: ":memory:",
    port: 0,
    log: "error",
    ...serverOptions,
    identity: { demo: true, jwt: tokens.trust, ...serverOptions.identity },
  })
    .listen()
    .finally(tokens.forgetFile);
  const known = new Set<string>();

  const addPeople = async (added: readonly (TestPerson | string)[]): Promise<void> => {
    const records = added.map(record);
    await server.store.people.import(COMMUNITY, records);
    await server.people.reload(COMMUNITY);
    for (const { addresses } of records) known.add(addresses[0]!);
  };
  try {
    await addPeople(people);
  } catch (error) {
    await server.close();
    throw error;
  }
  return {
    url: server.url,
    server,
    addPeople,
    tokenFor(person, scopes = []) {
      const name = person.toLowerCase();
      const address = [...known].find((one) => one === name || one.startsWith(`${name}@`));
      if (!address)
        throw new RangeError(`The test server has nobody called ${person}. It has ${[...known].join(", ")}.`);
      if (scopes.length === 0) return `demo:${address}`;
      if (serverOptions.identity?.jwt)
        throw new RangeError("The test server has keys of your own. Sign tokens with scopes by those.");
      return tokens.sign(address, scopes);
    },
    close: () => server.close(),
  };
}

function record(person: TestPerson | string) {
  const given: TestPerson = typeof person === "string" ? { address: person } : person;
  const { address, name, title = "", department = "", phone = "", location = "", timeZone = "" } = given;
  const words = address.replace(/@.*/, "").split(/[._-]+/);
  return {
    addresses: [address.toLowerCase()],
    name: name ?? words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(" "),
    title,
    department,
    phone,
    location,
    timeZone,
    photo: "",
    // As the server compares them.
    aliases: Object.entries(given.aliases ?? {}).map(([application, names]) => ({
      application,
      names: names.map((name) => name.trim().toLowerCase().normalize("NFC")),
    })),
  };
}
