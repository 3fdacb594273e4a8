import { Client, escapeIdentifier } from 'pg';

import { APPLICATION_ROLE } from '../database/connection.js';

/** BullMQ's tables live apart from ours: its upgrades and our migrations never meet. */
export const QUEUE_SCHEMA = 'bullmq';
export const OUTBOX_QUEUE = 'outbox';
export const PERIODIC_QUEUE = 'periodic';

/**
 * Creates BullMQ's tables, or brings them to the version of the installed package, as the owner; the application's role may use them
 * and cannot alter them. To be repeated at every deployment. Two processes may do it at once: BullMQ takes an advisory lock.
 */
export async function prepareQueueSchema(ownerUrl: string): Promise<void> {
  const client = new Client({ connectionString: ownerUrl, application_name: 'cofund migrate', connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    const schema = escapeIdentifier(QUEUE_SCHEMA);
    const role = escapeIdentifier(APPLICATION_ROLE);
    const { runMigrations } = await import('bullmq');
    await runMigrations(client, QUEUE_SCHEMA);
    // BullMQ creates a queue's counter at its first use, which the application may not do.
    for (const queue of [OUTBOX_QUEUE, PERIODIC_QUEUE]) await client.query(`SELECT ${schema}.next_job_id($1)`, [queue]);
    await client.query('BEGIN');
    await client.query(`SELECT pg_advisory_xact_lock(hashtext('cofund queue rights'))`);
    await client.query(`GRANT USAGE ON SCHEMA ${schema} TO ${role}`);
    await client.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${schema} TO ${role}`);
    await client.query(`GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA ${schema} TO ${role}`);
    // BullMQ's ledger of versions is the owner's.
    await client.query(`REVOKE INSERT, UPDATE, DELETE ON ${schema}.migration FROM ${role}`);
    await client.query('COMMIT');
  } finally {
    await client.end();
  }
}
