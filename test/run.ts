/**
 * `npm test [words…]`: the unit project in parallel, then the system project one file at a time, each within a time limit (jest waits for
 * ever for a worker thread somebody forgot to close), and the total time. Words are passed on to jest: a path, `-t name`.
 */
import { spawnSync } from 'node:child_process';

const limitMs = { unit: 10 * 60_000, system: 45 * 60_000 };
const startedAt = performance.now();
let failed = false;

for (const project of ['unit', 'system'] as const) {
  const { status, signal } = spawnSync(
    process.execPath,
    [
      'node_modules/jest/bin/jest.js',
      '-c',
      '.config/jest.js',
      '--selectProjects',
      project,
      '--passWithNoTests',
      ...(project === 'system' ? ['--runInBand'] : []),
      ...process.argv.slice(2),
    ],
    { stdio: 'inherit', timeout: limitMs[project], killSignal: 'SIGKILL' },
  );
  if (signal !== null)
    console.error(`${project}: stopped after ${limitMs[project] / 60_000} min: it hung.`);
  failed ||= status !== 0;
}
console.log(`Total time: ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
process.exitCode = failed ? 1 : 0;
