import { delimiter } from 'node:path';

/** The environment with a folder put first on the PATH, so that what a program starts finds the same Node. */
export function withNodeFirst(env, folder) {
  // Windows may call it Path.
  const name = Object.keys(env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH';
  return { ...env, [name]: [folder, env[name]].filter(Boolean).join(delimiter) };
}
