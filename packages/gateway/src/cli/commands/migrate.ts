import { createLog } from '#core/log.ts';
import { applyMigrations } from '#store/admin/schema.ts';
import { connectDatabase } from '#store/connect.ts';
import { said } from '../answer.ts';
import type { Command } from '../command.ts';

export const migrateCommand: Command = {
  words: 'migrate',
  says: 'Make the database if there is none, and bring its tables up to this version.',
  operands: [],
  options: {},
  run: async (_args, { config, terminal }) => {
    const log = createLog('error', terminal.errors);
    const database = await connectDatabase({
      databaseUrl: config.databaseUrl,
      dataDir: config.data,
      log,
      create: true,
    });
    try {
      const applied = await applyMigrations(database.connectionConfig);
      const sentence =
        applied.length === 0 ? 'The database is up to date.' : `Applied ${applied.join(', ')}.`;
      return said(sentence, { applied });
    } finally {
      await database.stop();
    }
  },
};
