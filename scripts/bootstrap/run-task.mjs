import { ForPeople } from './for-people.mjs';
import { ensurePackages } from './packages.mjs';
import { run } from './run.mjs';
import { ensureNode } from './runtime.mjs';
import { tasks } from './tasks.mjs';

/** Runs a task with its arguments; the first command that fails gives the exit code. */
export async function runTask(name, args) {
  const task = Object.hasOwn(tasks, name ?? '') ? tasks[name] : undefined;
  if (!task) throw new ForPeople(describeTasks(name));
  const node = await ensureNode();
  await ensurePackages(node, task.tools);
  for (const command of task.commands(args)) {
    const code = await run(node, command);
    if (code !== 0) {
      process.exitCode = code;
      return;
    }
  }
}

function describeTasks(name) {
  const lines = Object.entries(tasks).map(([task, { says }]) => `  ${task.padEnd(12)} ${says}`);
  return [name ? `There is no task "${name}". The tasks are:` : 'The tasks are:', ...lines].join('\n');
}
