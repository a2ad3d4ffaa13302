import { expect, test } from '@jest/globals';
import { createPhpLog } from '../../src/formats/phplog.ts';
import { fieldTable } from '../../src/protocol/field-table.ts';
import { generate, type Play } from '../../src/pbx/generate.ts';
import type { PlannedEvent } from '../../src/pbx/planned-event.ts';
import { loadScenarios } from '../../src/pbx/scenario-files.ts';
import { parseSubscriptions } from '../../src/pbx/subscriptions.ts';
import { received, startUs } from '../support/played.ts';

const scenarios = await loadScenarios();
const play = (name: string, more: Partial<Play> = {}): readonly PlannedEvent[] =>
  generate(scenarios.get(name), { seed: 1, startUs, ...more });
const fieldsOf = (event: PlannedEvent | undefined): Record<string, string> =>
  Object.fromEntries(event?.fields ?? []);
const told = (events: readonly PlannedEvent[]): string[] =>
  events.map(({ extension, type }) => `${extension.number} ${type}`);

test('the log of the worked example has the keys of the page of the vendor, in order', () => {
  const format = createPhpLog({ timeZone: 'UTC' });
  const logs = received(play('worked-example')).map((event) =>
    format(event)
      .trimEnd()
      .split('\n')
      .map((line) => line.replace(/^\[\w{3} \w{3} .\d \d\d:\d\d:\d\d \d{4}\] /, '')),
  );
  const common = [
    'myid',
    'EventType',
    'EventTime',
    'CallID',
    'SubCallID',
    'CallAPIID',
    'CallFlow',
    'CallStatus',
    'CallerIDNum',
    'CallerIDName',
    'CallerExtension',
    'CallerExtensionID',
    'CalledNumber',
  ];
  expect(
    logs.map(([first, ...lines]) => [first, ...lines.map((line) => line.split(' => ')[0])]),
  ).toEqual([
    ['------', ...common],
    ['------', ...common],
    ['------', ...common, 'Duration', 'RecID'],
  ]);
  expect(logs[2]).toEqual([
    '------',
    'myid => 175',
    'EventType => hangup',
    expect.stringMatching(/^EventTime => 17557632\d{8}$/),
    expect.stringMatching(/^CallID => [0-9a-f]{12}4[0-9a-f]{3}[89ab][0-9a-f]{15}$/),
    expect.stringMatching(/^SubCallID => 175-[0-9a-f]{32}$/),
    expect.stringMatching(/^CallAPIID => 3584709739-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
    'CallFlow => out',
    'CallStatus => ANSWER',
    'CallerIDNum => 000*099',
    'CallerIDName => Reception',
    'CallerExtension => 000*099@ringme.ru',
    'CallerExtensionID => 175',
    'CalledNumber => 00010005',
    expect.stringMatching(/^Duration => 114[12]\d{4}$/),
    expect.stringMatching(/^RecID => 175-[0-9a-f]{32}$/),
  ]);
});

test('the leg that begins a call bears its id, and talk time is exact', () => {
  const [dial, answer, hangup] = play('worked-example').map(fieldsOf);
  expect(dial?.['SubCallID']).toBe(`175-${dial?.['CallID'] ?? ''}`);
  const talkUs = Number(hangup?.['EventTime']) - Number(answer?.['EventTime']);
  expect(hangup?.['Duration']).toBe(String(talkUs));
});

test('times are on steps of 20 ms, and never ahead of the start', () => {
  for (let seed = 0; seed < 50; seed += 1)
    for (const { offsetMs, fields } of play('queue-answered', { seed })) {
      const timeUs = Number(fields.find(([name]) => name === 'EventTime')?.[1]);
      const phaseUs = timeUs % 20_000;
      expect(phaseUs).toBeGreaterThanOrEqual(18_201);
      expect(phaseUs).toBeLessThan(18_221);
      const aheadUs = timeUs - startUs - offsetMs * 1_000;
      expect(aheadUs).toBeLessThan(20);
      expect(aheadUs).toBeGreaterThan(-20_000);
    }
});

test('an IVR tells of no answer, and a queue of one in its outgoing thread only', () => {
  expect(told(play('queue-answered'))).toEqual([
    '098 dial-in',
    '887 dial-in',
    '887 dial-in',
    '101 dial-in',
    '101 hangup',
    '887 hangup',
    '887 dial-in',
    '102 dial-in',
    '102 answer',
    '887 answer',
    '102 hangup',
    '887 hangup',
    '098 hangup',
    '887 hangup',
  ]);
  const flows = play('queue-answered')
    .filter(({ extension }) => extension.number === '887')
    .map((event) => `${fieldsOf(event)['CallFlow'] ?? ''} ${event.type}`);
  expect(flows.filter((one) => one === 'in answer')).toEqual([]);
  expect(flows.filter((one) => one === 'out answer')).toEqual(['out answer']);
});

test('who passes a call on is the caller of the next, and the public number is passed on', () => {
  const agent = fieldsOf(
    play('queue-answered').find(({ extension }) => extension.number === '102'),
  );
  expect(agent).toMatchObject({
    CallerIDNum: '+78123351127',
    CallerIDName: '+78123351127',
    CallerExtension: '000*887@ringme.ru',
    CallerExtensionID: '187',
    CalledNumber: '000*102',
    CalledExtension: '000*102@ringme.ru',
    CalledExtensionID: '10102',
    CalledDID: '74959998877',
  });
  expect(fieldsOf(play('in-answered')[0])).not.toHaveProperty('CallerExtension');
  expect(fieldsOf(play('out-answered')[0])).not.toHaveProperty('CalledExtension');
});

test('a callback to oneself has the dial to the number only', () => {
  const events = play('callback-self');
  expect(told(events)).toEqual(['200 dial-out', '200 answer', '200 hangup']);
  const fields = fieldsOf(events[0]);
  expect(fields['CalledNumber']).toBe('+79817654321');
  expect(fields['CallBackID']).toBe(fields['CallID']);
  expect(fields['CallAPIID']).toBe(`cb-3584709739-${fields['CallID'] ?? ''}`);
});

test('a forwarded leg says so on each of its events, and only it does', () => {
  const events = play('forward-outside').map(fieldsOf);
  for (const { CallFlow, Transfered } of events)
    expect(Transfered).toBe(CallFlow === 'out' ? 'yes' : undefined);
});

test('who is transferred inside is named by RemoteNumber', () => {
  const target = play('transfer-blind').filter(({ extension }) => extension.number === '102');
  expect(target.map((event) => fieldsOf(event)['RemoteNumber'])).toEqual(
    Array.from({ length: 3 }, () => '+78123351127'),
  );
});

test('an event is sent only where it is subscribed', () => {
  const subscriptions = parseSubscriptions('phones=hangup+answer,ivr=none,queue=dial-in');
  expect(told(play('queue-answered', { subscriptions }))).toEqual([
    '887 dial-in',
    '887 dial-in',
    '101 hangup',
    '887 dial-in',
    '102 answer',
    '102 hangup',
  ]);
  const all = play('queue-answered');
  for (const event of play('queue-answered', { subscriptions })) expect(all).toContainEqual(event);
});

test.each([
  ['phone=all', 'Subscriptions: "phone" is no kind of extension. Did you mean phones?'],
  ['phones=dailin', 'Subscriptions: "dailin" is no type of event. Did you mean dial-in?'],
  ['phones', 'Subscriptions: "phones" is not understood. Write phones=all or ivr=hangup.'],
  ['ivr=all,ivr=none', 'Subscriptions: ivr is there twice.'],
])('subscriptions that are not understood: %s', (text, message) => {
  expect(() => parseSubscriptions(text)).toThrow(
    expect.objectContaining({ code: 'bad_scenario', message }),
  );
});

test('every field that is sent is one of the dictionary, in one order', () => {
  const known = new Set(fieldTable.map(({ name }) => name));
  const orders = scenarios.all.flatMap((scenario) =>
    generate(scenario, { seed: 5, startUs }).map(({ fields }) => fields.map(([name]) => name)),
  );
  const before = new Map<string, Set<string>>();
  for (const order of orders)
    for (const [place, name] of order.entries()) {
      expect(known).toContain(name);
      for (const later of order.slice(place + 1)) {
        expect(before.get(later)?.has(name) ?? false).toBe(false);
        before.set(name, (before.get(name) ?? new Set()).add(later));
      }
    }
});

test('a voice message has a recording, though nobody answered', () => {
  const [hangup, message] = play('voicemail')
    .filter(({ extension, type }) => extension.number === '101' && type !== 'dial-in')
    .map(fieldsOf);
  expect(hangup).not.toHaveProperty('RecID');
  expect(message).toMatchObject({
    EventType: 'voicemail',
    CallID: hangup?.['CallID'],
    CalledExtension: '000*101@ringme.ru',
    CallerIDNum: '+78123351127',
    Duration: '9000000',
    RecID: expect.stringMatching(/^10101-[0-9a-f]{32}$/) as unknown,
  });
});
