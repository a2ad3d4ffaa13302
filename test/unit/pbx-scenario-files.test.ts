import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { AppError } from '../../src/errors.ts';
import { parseScenario } from '../../src/pbx/parse-scenario.ts';
import { keysAt } from '../../src/pbx/scenario-schema.ts';
import { builtInScenarios, loadScenarios } from '../../src/pbx/scenario-files.ts';
import { generate } from '../../src/pbx/generate.ts';
import { startUs } from '../support/played.ts';

let directory = '';
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ringlog-scenarios-'));
});
afterAll(() => rm(directory, { recursive: true }));

const good = `title: 101 calls 103
about: The call is answered.
extensions:
  103: { name: Maria Lund }
legs:
  - out: 101
    to: 103
    dial: 0
    answer: 5
    hangup: 20
  - in: 103
    from: 101
    dial: 0.1
    answer: 4.98
    hangup: 20
expect:
  outcome: answered
  direction: internal
  ring: 4.88
  talk: 15.02
`;
const wrongWith = (text: string): unknown => {
  try {
    return read(text);
  } catch (error) {
    return error;
  }
};
const read = (text: string): unknown => parseScenario(text, { name: 'mine', file: 'mine.yaml' });
const changed = (from: string, to: string): string => {
  expect(good).toContain(from);
  return good.replace(from, to);
};

test('a scenario of one’s own is played, its extension known by the number alone', async () => {
  await writeFile(join(directory, 'mine.yaml'), good);
  await writeFile(join(directory, 'notes.txt'), 'no scenario');
  const { all, get } = await loadScenarios([builtInScenarios, directory]);
  expect(all.map(({ name }) => name)).toContain('mine');
  const events = generate(get('mine'), { seed: 1, startUs });
  expect(Object.fromEntries(events[1]?.fields ?? [])).toMatchObject({
    CalledExtension: '000*103@ringme.ru',
    CalledExtensionID: '10103',
  });
});

test('a scenario of one’s own takes the place of one with its name', async () => {
  await writeFile(join(directory, 'in-missed.yaml'), good);
  const { get } = await loadScenarios([builtInScenarios, directory]);
  expect(get('in-missed').title).toBe('101 calls 103');
});

test('an unknown name is told with the nearest', async () => {
  const { get } = await loadScenarios();
  expect(() => get('ivr-mised')).toThrow(
    expect.objectContaining({
      code: 'bad_scenario',
      message: 'There is no scenario "ivr-mised". Did you mean ivr-missed?',
    }),
  );
});

test('a directory that is not there is told', async () => {
  await expect(loadScenarios([join(directory, 'none')])).rejects.toMatchObject({
    code: 'bad_scenario',
    message: `Scenarios: ${join(directory, 'none')} cannot be read.`,
  });
});

test.each([
  [
    changed('    answer: 5', '    anser: 5'),
    'mine.yaml:9: "anser" is no key of leg 1. Did you mean answer?',
  ],
  [changed('title:', 'titel:'), 'mine.yaml:1: The scenario needs title.'],
  [changed('legs:', 'leg:'), 'mine.yaml:5: "leg" is no key. Did you mean legs?'],
  [changed('    dial: 0\n', ''), 'mine.yaml:6: leg 1 needs dial.'],
  [
    changed('dial: 0.1', 'dial: soon'),
    'mine.yaml:13: leg 2: dial is no time: expected seconds, such as 0, 4 or 12.02.',
  ],
  [
    changed('dial: 0.1', 'dial: 0.11'),
    'mine.yaml:13: leg 2: dial is between two steps of the clock, which are 0.02 s.',
  ],
  [changed('answer: 5', 'answer: 25'), 'mine.yaml:10: leg 1: hangup is not after answer.'],
  [changed('hangup: 20', 'hangup: 0'), 'mine.yaml:10: leg 1: hangup is not after dial.'],
  [
    changed('    answer: 4.98\n', ''),
    'mine.yaml:14: leg 2: hangup needs a status, for nobody answered: NOANSWER, say.',
  ],
  [
    changed('from: 101', 'from: 104'),
    'mine.yaml:12: leg 2: from is 104, which is not there (098, 099, 101, 102, 200, 887, 103) nor under extensions.',
  ],
  [changed('in: 103', 'out: 103'), 'mine.yaml:12: leg 2: from goes with in only.'],
  [changed('    to: 103\n', ''), 'mine.yaml:6: leg 1 needs to: who is called.'],
  [
    changed('outcome: answered', 'outcome: aswered'),
    'mine.yaml:17: expect: outcome is "aswered". Did you mean answered?',
  ],
  [changed('{ name', '{ nam'), 'mine.yaml:4: extension 103 needs name.'],
  [changed('title: 101', 'title: "101'), 'mine.yaml:'],
  [changed('about:', 'title:'), 'mine.yaml:2: This is not YAML: Map keys must be unique.'],
  [
    good.slice(0, good.indexOf('expect:')),
    'mine.yaml:1: The scenario has legs, and so needs expect',
  ],
  ['title: a\nabout: b\n', 'mine.yaml:1: The scenario has no legs, messages or agents.'],
  [
    'title: a\nabout: b\nagents:\n  - login: 099\n    at: 0\n',
    'mine.yaml:4: agent 1: login is no agent of the queue.',
  ],
  [
    'title: a\nabout: b\nmessages:\n  - in: 098\n    at: 0\n    text: a\n',
    'mine.yaml:4: message 1: in is no phone.',
  ],
  [
    changed('legs:', 'subscriptions: phones=evrything\nlegs:'),
    'mine.yaml:5: Subscriptions: "evrything" is no type',
  ],
  ['', 'mine.yaml:1: The scenario is not of the form of a scenario.'],
  ['- 1\n', 'mine.yaml:1: The scenario is not of the form of a scenario.'],
])('what is wrong in a file is told with its line: %#', (text, message) => {
  const wrong = wrongWith(text);
  expect(wrong).toMatchObject({ code: 'bad_scenario' });
  expect(wrong).toHaveProperty('message', expect.stringContaining(message));
});

test('the guide to scenarios tells of every key, and of no other', async () => {
  const guide = await readFile(join(builtInScenarios, 'README.md'), 'utf8');
  const rows = guide.split('\n').filter((line) => line.startsWith('| `'));
  const told = rows.flatMap((row) => row.split('|')[1]?.match(/\w+/g) ?? []);
  const keys = ['', 'legs', 'messages', 'agents', 'expect'].flatMap((path) =>
    keysAt(path === '' ? [] : [path, 0]),
  );
  expect(keys.filter((key) => !guide.includes(`\`${key}\``))).toEqual([]);
  expect(told.filter((word) => word !== 'or' && !keys.includes(word))).toEqual([]);
});

test('the example of the guide is the scenario it seems to be', async () => {
  const guide = await readFile(join(builtInScenarios, 'README.md'), 'utf8');
  const example = /```yaml\n(.*?)```/s.exec(guide)?.[1] ?? '';
  const name = 'ivr-answered';
  const { get } = await loadScenarios();
  expect(parseScenario(example, { name, file: 'README.md' })).toEqual(get(name));
});

test('an IVR that answers is refused', () => {
  const text = good.replace('  - in: 103\n    from: 101', '  - in: 098');
  expect(() => read(text)).toThrow('leg 2: answer is not there: no ivr sends it.');
});

test('a file that refers to itself without end is refused quickly', () => {
  const bomb = ['a: &a [x, x, x, x, x, x, x, x, x, x]'];
  for (let n = 0; n < 20; n += 1) {
    const [before, own] = [n === 0 ? 'a' : `b${n}`, `b${n + 1}`];
    bomb.push(`${own}: &${own} [${Array.from({ length: 10 }, () => `*${before}`).join(', ')}]`);
  }
  expect(() => read(bomb.join('\n'))).toThrow(expect.objectContaining({ code: 'bad_scenario' }));
});

test('whatever is in a file, it is a scenario or told to be none', () => {
  const texts = [good, 'title: a\nabout: b\nmessages:\n  - in: 101\n    at: 0\n    text: a\n'];
  const piece = fc.oneof(
    fc.string({ maxLength: 12 }),
    fc.constantFrom(
      '\n',
      ': ',
      '- ',
      '[',
      '{',
      '*a',
      '&a',
      '!!x ',
      '103',
      'yes',
      '%YAML 1.1\n---\n',
    ),
    fc.constantFrom(
      '__proto__: 1\n',
      'constructor: 1\n',
      '? [a]\n: b\n',
      '<<: *a\n',
      '\0',
      '\u2028',
    ),
  );
  const edit = fc.record({ at: fc.nat(400), cut: fc.nat(20), piece });
  fc.assert(
    fc.property(fc.constantFrom(...texts), fc.array(edit, { maxLength: 4 }), (text, edits) => {
      let edited = text;
      for (const { at, cut, piece: put } of edits)
        edited = edited.slice(0, at) + put + edited.slice(at + cut);
      const result = wrongWith(edited);
      if (!(result instanceof AppError)) return !(result instanceof Error);
      return result.code === 'bad_scenario' && /^mine\.yaml:\d+: .*[.?]$/s.test(result.message);
    }),
    { numRuns: 2_000 },
  );
});
