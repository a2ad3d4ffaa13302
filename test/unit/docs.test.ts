import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { commands } from '../../src/cli/commands.ts';
import { readmeTables, withTables } from '../support/readme-tables.ts';

const readme = readFileSync('README.md', 'utf8');

test.each(Object.keys(readmeTables))(
  'the README has the table of %s as the code has it',
  (name) => {
    expect(readme).toContain(`<!-- ${name} -->`);
    // Otherwise run `npm run docs`.
    expect(readme).toContain(readmeTables[name]);
  },
);

test('writing the tables changes nothing that is up to date', () => {
  expect(withTables(readme)).toBe(readme);
});

test('every flag and every npm script the README names exists', () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    scripts: Record<string, string>;
  };
  for (const [, name = ''] of readme.matchAll(/npm run ([\w:]+)/g))
    expect(scripts).toHaveProperty(name);
  const flags = new Set([
    ...(readmeTables['settings']?.match(/--[a-z-]+/g) ?? []),
    ...commands.flatMap(({ switches = {} }) => Object.keys(switches)),
  ]);
  const named = readme.match(/(?<=[ `])--[a-z][a-z-]+/g) ?? [];
  const foreign = new Set([
    '--rounds',
    '--open-secs',
    '--conditions',
    '--secs',
    '--closed-secs',
    '--data-urlencode',
    '--data-binary',
    '--help',
  ]);
  for (const flag of named) expect(flags.has(flag) || foreign.has(flag) ? '' : flag).toBe('');
});
