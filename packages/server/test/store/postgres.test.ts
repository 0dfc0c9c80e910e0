// The features that have statements for PostgreSQL pass the same contract there as in SQLite.
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CONTACT_STEPS, openContacts } from "../../src/features/contact/storage/postgres.ts";
import { contact, contactContract } from "./contact-contract.ts";
import { type PostgresServer, startPostgres } from "./postgres-server.ts";

describe("store contract: PostgreSQL", () => {
  let server: PostgresServer;
  let contacts: ReturnType<typeof openContacts>;
  beforeAll(async () => {
    server = await startPostgres();
    for (const step of CONTACT_STEPS) await server.pool.query(step);
    contacts = openContacts(server.pool, 7);
  }, 120_000);
  afterAll(() => server?.close());

  contactContract(() => ({
    contacts,
    newPerson: async () => randomUUID(),
    erase: (person) => contacts.erase("default", person),
  }));

  it("K6: two nodes that change one list at the same time: each change is judged by what the other left", async () => {
    const bounds = { entries: 50, depth: 4, chars: 1_000 };
    const add = (id: string) =>
      contacts.change({
        ...{ community: "default", owner: "both", base: undefined, key: `key-${id}`, command: "c", bounds },
        edits: [{ put: contact(id) }],
      });
    const ids = Array.from({ length: 20 }, (_, i) => `c${i}`);
    const versions = (await Promise.all(ids.map(add))).map(({ version }) => version);
    expect(versions.toSorted((a, b) => a - b)).toEqual(ids.map((_, i) => i + 2));
    const { contacts: all, version } = await contacts.changes("default", "both", 0);
    expect([version, all.length]).toEqual([21, 20]);
    // The same person in the same folder: one of two is refused.
    const twins = ["t1", "t2"].map((id) =>
      contacts.change({
        ...{ community: "default", owner: "twins", base: undefined, key: "", command: "", bounds },
        edits: [{ put: contact(id, "", "amy") }],
      }),
    );
    const done = await Promise.allSettled(twins);
    expect(done.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  });
});
