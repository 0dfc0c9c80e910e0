import { readFile } from "node:fs/promises";
import { expect, it, onTestFinished } from "vitest";
import { createHashThreads } from "../../src/identity/hash-threads.ts";
import { deriveInPool } from "../../src/identity/scrypt.ts";

const SALT = Buffer.from("salt and pepper!");
/** About 50 ms of one core. */
const DEAR = { ln: 13, r: 8, p: 3 };

function threadsFor(count?: number) {
  const threads = createHashThreads(count);
  onTestFinished(() => threads.close());
  return threads;
}

it("W15: hashing holds up nothing that files and names wait for", async () => {
  const { derive } = threadsFor();
  let done = 0;
  const hashes = Array.from({ length: 24 }, async () => {
    await derive("geheim", SALT, DEAR);
    done++;
  });
  await readFile(new URL(import.meta.url));
  // In the pool of four threads the file would wait until four are left.
  expect(done).toBeLessThan(12);
  await Promise.all(hashes);
});

it("derives the same as the pool, many after each other and in turn", async () => {
  const { derive } = threadsFor(2);
  const cheap = { ln: 4, r: 8, p: 1 };
  const passwords = ["", "geheim", "x".repeat(5_000), "四艘蓝船"];
  const hashes = await Promise.all(passwords.map((password) => derive(password, SALT, cheap)));
  const expected = await Promise.all(passwords.map((password) => deriveInPool(password, SALT, cheap)));
  expect(hashes.map((hash) => Buffer.from(hash).toString("hex"))).toEqual(
    expected.map((hash) => Buffer.from(hash).toString("hex")),
  );
});

it("goes on after what cannot be hashed, and rejects what is under way when it closes", async () => {
  const threads = threadsFor(1);
  await expect(threads.derive("geheim", SALT, { ln: 20, r: 0, p: 1 })).rejects.toThrow("could not be hashed");
  await threads.derive("geheim", SALT, { ln: 4, r: 8, p: 1 });
  const late = [threads.derive("geheim", SALT, DEAR), threads.derive("geheim", SALT, DEAR)];
  const ends = Promise.allSettled(late);
  await threads.close();
  expect((await ends).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  await expect(threads.derive("geheim", SALT, DEAR)).rejects.toThrow("the server stops");
});
