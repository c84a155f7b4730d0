import type { Command } from '../command.ts';

export const doctorCommand: Command = {
  words: 'doctor',
  says: 'Check the deployment: promises of the database, settings, surroundings.',
  operands: [],
  options: {},
  run: async () => ({ data: null, lines: [] }),
};
