// The part of the package `pg` that storages use, so that they compile and can be tested without it.

import { Rejected, toError } from "../failure.ts";

export interface PostgresResult<Row> {
  readonly rows: Row[];
  readonly rowCount: number | null;
}

export interface PostgresClient {
  query<Row = unknown>(sql: string, values?: readonly unknown[]): Promise<PostgresResult<Row>>;
}

export interface PostgresPool extends PostgresClient {
  connect(): Promise<PostgresClient & { release(broken?: boolean): void }>;
}

/**
 * Runs the work in one transaction of this isolation level, such as "read committed".
 * @throws Refusal if a rule rejected the work, or the original error. Nothing is written then.
 */
export async function inTransaction<Result>(
  pool: PostgresPool,
  kind: string,
  work: (client: PostgresClient) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect();
  let broken = false;
  try {
    await client.query(`begin isolation level ${kind}`);
    const result = await work(client);
    await client.query("commit");
    return result;
  } catch (error) {
    await client.query("rollback").catch(() => {
      broken = true;
    });
    throw error instanceof Rejected ? toError(error.failure) : error;
  } finally {
    client.release(broken);
  }
}
