// The door of every npm script: node scripts/bootstrap.mjs <task> [arguments]
//
// Plain JavaScript for Node 20 and newer, without dependencies: it runs before anything is installed. It sees
// that a Node 24 is there (the machine's own, else one from npm), that the packages are installed as
// package-lock.json says, and then runs the task with both.

const oldest = 20;
const own = Number(process.versions.node.split('.')[0]);

if (own < oldest) {
  console.error(`Ujumbe needs Node ${oldest} or newer to start, and this is Node ${process.versions.node}.`);
  console.error("Install a current one from https://nodejs.org, or with your system's package manager.");
  process.exit(1);
}

try {
  const { runTask } = await import('./bootstrap/run-task.mjs');
  await runTask(process.argv[2], process.argv.slice(3));
} catch (error) {
  if (error.name !== 'ForPeople') throw error;
  console.error(error.message);
  process.exitCode = 1;
}
