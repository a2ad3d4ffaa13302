import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fieldTable } from '../../src/protocol/field-table.ts';
import { extensionsOf, matchesExtension, numbersOf } from '../../src/protocol/parties.ts';
import { sampleB } from '../support/sample-b.ts';

const phone = {
  text: '2566*102@sipproxy.telphin.ru',
  name: '2566*102',
  number: '102',
  domain: 'sipproxy.telphin.ru',
};
const names = (fields: Readonly<Record<string, string>>): string[] =>
  extensionsOf(fields).map(({ text }) => text);

test.each(sampleB)('a real $EventType has one extension and two numbers', (sent) => {
  expect(extensionsOf(sent)).toEqual([phone]);
  expect(numbersOf(sent)).toEqual(['102', '79161112233']);
});

test('both ends of a call inside the PBX are there, each once', () => {
  const found = extensionsOf({
    CalledNumber: '000*102',
    CallerIDNum: '000*101',
    CalledExtension: '000*102@RingMe.ru',
    CallerExtension: '000*101@ringme.ru',
  });
  expect(found).toEqual([
    { text: '000*101@ringme.ru', name: '000*101', number: '101', domain: 'ringme.ru' },
    { text: '000*102@RingMe.ru', name: '000*102', number: '102', domain: 'ringme.ru' },
  ]);
});

test('a number that is an extension counts where no field names one', () => {
  expect(extensionsOf({ CallerIDNum: ' 000*101' })).toEqual([
    { text: ' 000*101', name: '000*101', number: '101' },
  ]);
  expect(names({ CalledExtension: '000*887@a', CalledNumber: '000*101' })).toEqual([
    '000*887@a',
    '000*101',
  ]);
  expect(names({ CallerExtension: '000*1@a', CalledExtension: '000*1@b' })).toHaveLength(2);
  expect(names({ CallerIDNum: '+79161112233', CalledNumber: '*21*5551234#' })).toEqual([]);
  expect(names({ CallerIDName: '000*101', CallBackID: '000*101' })).toEqual([]);
});

test('messages and agents name their extension, with or without domain', () => {
  expect(extensionsOf({ extension_name: '000*094' })).toEqual([
    { text: '000*094', name: '000*094', number: '094' },
  ]);
  expect(names({ EXTENSION_NAME: '000*094@ringme.ru' })).toEqual(['000*094@ringme.ru']);
  expect(extensionsOf({ extension_name: 'Reception' })).toEqual([
    { text: 'Reception', name: 'reception', number: 'reception' },
  ]);
  expect(names({ extension_name: '', CalledExtension: '@ringme.ru' })).toEqual([]);
});

test.each([
  ['102', true],
  ['2566*102', true],
  ['2566*102@sipproxy.telphin.ru', true],
  [' 2566*102@SIPProxy.Telphin.RU ', true],
  ['102@sipproxy.telphin.ru', true],
  ['02', false],
  ['*102', false],
  ['566*102', false],
  ['2566*10', false],
  ['000*102', false],
  ['2566*102@ringme.ru', false],
  ['102@sipproxy', false],
  ['2566', false],
  ['@sipproxy.telphin.ru', false],
  ['', false],
])('asked for by %j, extension 102 of client 2566 answers %s', (wanted, found) => {
  expect(matchesExtension(phone, wanted)).toBe(found);
});

test('an extension sent without domain is found by its full name', () => {
  const [sent] = extensionsOf({ extension_name: '000*ABC' });
  expect(sent && matchesExtension(sent, '000*abc@ringme.ru')).toBe(true);
  expect(sent && matchesExtension(sent, 'Abc')).toBe(true);
});

test('numbers are digits, from every field that has one, in any case of its name', () => {
  const found = numbersOf({
    CallerIDNum: '+7 (812) 335-11-27',
    CallerIDName: '8.800.555.35.35',
    CalledNumber: '000*101@ringme.ru',
    calleddid: '74959998877',
    RemoteNumber: ' 79160000001',
    src_number: '79160000002',
    DST_NUMBER: '+79160000003',
    did_number: '79160000004',
    EventTime: '1502985726958201',
    text: '112',
  });
  expect(new Set(found)).toEqual(
    new Set([
      '78123351127',
      '88005553535',
      '101',
      '74959998877',
      '79160000001',
      '79160000002',
      '79160000003',
      '79160000004',
    ]),
  );
});

test.each([
  ['<sip:+78123351127@host>', '78123351127'],
  [
    '"Office 2" <sip:+78123351127@10.0.0.1:5060;user=phone>;reason=user-busy;counter=1',
    '78123351127',
  ],
  ['<tel:+7-812-335-11-27>;reason=unknown', '78123351127'],
  ['sip:%2B78123351127;npdi@host;user=phone', '78123351127'],
  ['sips:78123351127:secret1@host', '78123351127'],
  ['<sip:000*101@ringme.ru>', '101'],
  ['<sip:1@a>;counter=1, <sip:2@b>', '1'],
  ['+78123351127', '78123351127'],
])('the number of Diversion %j is %s', (sent, number) => {
  expect(numbersOf({ Diversion: sent })).toEqual([number]);
});

test.each([
  ['+7 (916) 111-22-33', ['79161112233']],
  ['\u202a+79161112233\u202c', ['79161112233']],
  ['2566*102@ringme.ru', ['102']],
  ['Иван 2', []],
  ['Office 24', []],
  ['', []],
  ['+', []],
])('the caller named %j has the numbers %j', (name, numbers) => {
  expect(numbersOf({ CallerIDName: name })).toEqual(numbers);
});

test('a number is there once, cut at 64 digits', () => {
  expect(numbersOf({ CallerIDNum: '+7916', CallerIDName: '7916', CalledDID: '79-16' })).toEqual([
    '7916',
  ]);
  expect(numbersOf({ CalledNumber: '12'.repeat(50_000) })).toEqual(['12'.repeat(32)]);
});

test('whatever is sent gives short numbers, and extensions that are found by each of their names', () => {
  const name = fc.constantFrom(
    ...fieldTable.filter((row) => row.role).flatMap((row) => [row.name, row.name.toLowerCase()]),
  );
  const value = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({
      unit: fc.constantFrom(
        '0',
        '1',
        '9',
        '*',
        '@',
        '+',
        '<',
        '>',
        ':',
        ';',
        '%2B',
        'sip:',
        ' ',
        'K',
      ),
    }),
  );
  fc.assert(
    fc.property(fc.dictionary(name, value), fc.string(), (sent, wanted) => {
      for (const number of numbersOf(sent)) expect(number).toMatch(/^[0-9]{1,64}$/);
      for (const extension of extensionsOf(sent)) {
        expect(Object.values(sent)).toContain(extension.text);
        expect(matchesExtension(extension, extension.text)).toBe(true);
        const capitals = extension.text.toUpperCase();
        // Some letters have none of their own: of ΐ they are three characters.
        const isSame = capitals.toLowerCase() === extension.text.toLowerCase();
        expect(!isSame || matchesExtension(extension, capitals)).toBe(true);
        expect(typeof matchesExtension(extension, wanted)).toBe('boolean');
      }
    }),
    { numRuns: 500 },
  );
});

test('a request as long as they may be is read at once', () => {
  const long = ['1', ' ', '*', '<', '%2b', 'sip:', '@', '000*1 '].map((text) =>
    text.repeat(1_000_000 / text.length),
  );
  const startedMs = performance.now();
  for (const value of long) {
    const sent = Object.fromEntries(fieldTable.map((row) => [row.name, value]));
    numbersOf(sent);
    extensionsOf(sent);
  }
  expect(performance.now() - startedMs).toBeLessThan(10_000); // Not seconds for one, as backtracking would be.
});
