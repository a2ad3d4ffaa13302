import { spawnSync } from 'node:child_process';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isoTime } from '../../src/formats/iso-time.ts';
import { createLine } from '../../src/formats/line.ts';
import { formatNdjson } from '../../src/formats/ndjson.ts';
import { createPhpLog, phpTime } from '../../src/formats/phplog.ts';
import { printable, printableJson } from '../../src/formats/printable.ts';
import type { ShownEvent } from '../../src/formats/shown-event.ts';
import { decodeEvent } from '../../src/protocol/decode.ts';
import { encodeFields, sampleB } from '../support/sample-b.ts';

/** 30 May 2017, 15:07:50.123456 UTC. */
const receivedAtUs = 1_496_156_870_123_456;

function shown(query: string, form?: string): ShownEvent {
  const target = `/fordel/show.php?${query}`;
  return {
    id: '0197c9a0-0000-7000-8000-000000000001',
    cursor: '1',
    receivedAtUs,
    method: form === undefined ? 'GET' : 'POST',
    target,
    peer: '213.170.84.107:40000',
    status: 200,
    bodyBytes: form?.length ?? 0,
    ...decodeEvent({
      target,
      contentType: 'application/x-www-form-urlencoded',
      body: form ?? '',
    }),
  };
}

const bySample = (i: number): ShownEvent => shown(`myid=175&${encodeFields(sampleB[i] ?? {})}`);
const utcLine = createLine({ timeZone: 'UTC' });
const utcPhpLog = createPhpLog({ timeZone: 'UTC' });
/** Everything a terminal or a reader of lines might obey. */
const dangerous =
  /[\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]/u;

test('phplog is what the vendor’s script writes', () => {
  const fields =
    'agent_status=available&agent_type=local&agent_id=136&extension_name=000*094@ringme.ru';
  expect(utcPhpLog(shown(fields))).toBe(
    [
      '[Tue May 30 15:07:50 2017] ------',
      '[Tue May 30 15:07:50 2017] agent_status => available',
      '[Tue May 30 15:07:50 2017] agent_type => local',
      '[Tue May 30 15:07:50 2017] agent_id => 136',
      '[Tue May 30 15:07:50 2017] extension_name => 000*094@ringme.ru',
      '',
    ].join('\n'),
  );
});

test('phplog shows query and form of a POST, each name once, with the last value in the first place', () => {
  const lines = createPhpLog({ timeZone: 'Europe/Moscow' })(
    shown('myid=1&a=1&myid=175', 'b=2&a=3'),
  );
  expect(lines).toBe(
    [
      '[Tue May 30 18:07:50 2017] ------',
      '[Tue May 30 18:07:50 2017] myid => 175',
      '[Tue May 30 18:07:50 2017] a => 3',
      '[Tue May 30 18:07:50 2017] b => 2',
      '',
    ].join('\n'),
  );
});

test.each([
  ['a.b=1&a+b=2', ['a_b => 2']],
  ['++x=1', ['x => 1']],
  ['f%5B=1&g%5Bh+.=2', ['f_ => 1', 'g_h__ => 2']],
  ['a.b%5Bc.d%5D=1', ['a_b[c.d] => 1']],
  ['a%00b=1', ['a => 1']],
  ['%5Bs%5D=1&=2', ['[s] => 1', ' => 2']],
  ['a.b=1%0A%1b%5B31m%E2%80%AE', ['a_b => 1\\n\\x1b[31m\\u202e']],
])('phplog names the parameters of %s as PHP does', (query, expected) => {
  const lines = utcPhpLog(shown(query)).split('\n').slice(1, -1);
  expect(lines.map((line) => line.slice('[Tue May 30 15:07:50 2017] '.length))).toEqual(expected);
});

test('times in phplog are those of TZ', () => {
  const program = `
    import { phpTime } from './src/formats/phplog.ts';
    console.log(phpTime(${receivedAtUs}) + '|' + phpTime(1494000000000000));`;
  const inZone = (TZ: string): string =>
    spawnSync(process.execPath, ['--input-type=module', '-e', program], {
      env: { ...process.env, TZ },
      encoding: 'utf8',
    }).stdout.trim();
  expect(inZone('UTC')).toBe('Tue May 30 15:07:50 2017|Fri May  5 16:00:00 2017');
  expect(inZone('Asia/Kolkata')).toBe('Tue May 30 20:37:50 2017|Fri May  5 21:30:00 2017');
});

test.each(['UTC', 'America/New_York', 'Asia/Kolkata', 'Pacific/Chatham'])(
  'a day has its first second at 00:00:00 in %s',
  (zone) => {
    const { offsetUs } = offsetOf(zone, Date.UTC(2017, 0, 1));
    const midnightUs = Date.UTC(2017, 0, 1) * 1000 - offsetUs;
    expect(phpTime(midnightUs, zone)).toBe('Sun Jan  1 00:00:00 2017');
    expect(phpTime(midnightUs - 1, zone)).toBe('Sat Dec 31 23:59:59 2016');
  },
);

/** By another way than the one under test: the zone's own name for its offset. */
function offsetOf(timeZone: string, ms: number): { offsetUs: number } {
  const name = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' })
    .formatToParts(ms)
    .find(({ type }) => type === 'timeZoneName')?.value;
  const [, sign = '+', hours = '0', minutes = '0'] =
    /GMT(?:([+-])(\d\d):(\d\d))?/.exec(name ?? '') ?? [];
  return { offsetUs: Number(`${sign}1`) * (Number(hours) * 60 + Number(minutes)) * 60e6 };
}

test('a line tells who calls whom and how it stands, then every other field', () => {
  const [dialOut, hangup] = [utcLine(bySample(0)), utcLine(bySample(2))];
  expect(dialOut).toBe(
    '15:07:50.123 175 dial-out  2566*102 → +79161112233    CALLING      call=b5187f38 leg=85219-b518 200' +
      ' EventTime=1502985726958201 CallID=b5187f38a9cc43f2ba068bce983a513e' +
      ' SubCallID=85219-b5187f38a9cc43f2ba068bce983a513e' +
      ' CallAPIID=3584709739-b5187f38-a9cc-43f2-ba06-8bce983a513e CallFlow=out' +
      ' CallerIDName="Иван Петров" CallerExtensionID=85219 CallerExtension=2566*102@sipproxy.telphin.ru\n',
  );
  expect(hangup).toContain('hangup    2566*102 → +79161112233    ANSWER 11.4s call=b5187f38');
  expect(hangup).toContain(' Duration=11420018 RecID=10500-100bbbbcccc99aaff44cccc777ddd444');
});

test('on a terminal the fields of a line go below it and keep to the width', () => {
  const lines = createLine({ timeZone: 'UTC', width: 100 })(bySample(2)).trimEnd().split('\n');
  expect(lines.length).toBeGreaterThan(2);
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(100);
  for (const line of lines.slice(1)) expect(line).toMatch(/^ {13}\S/);
});

test('colours are there only when asked for, and change nothing else', () => {
  const colored = createLine({ timeZone: 'UTC', useColor: true })(bySample(2));
  expect(utcLine(bySample(2))).not.toContain('\x1b');
  expect(colored).toContain('\x1b[32mhangup');
  // eslint-disable-next-line no-control-regex -- ESC begins a colour.
  expect(colored.replace(/\x1b\[\d+m/g, '')).toBe(utcLine(bySample(2)));
});

test.each([
  [
    'agent_status=available&extension_name=000*094@ringme.ru&agent_id=136',
    '15:07:50.123 -   agent-login 000*094@ringme.ru          available    200 agent_id=136\n',
  ],
  [
    'src_number=%2B7916&did_number=7499&text=hi+there&myid=7',
    '15:07:50.123 7   message-in +7916 → 7499                            200 text="hi there"\n',
  ],
  [
    'x=1&y=',
    '15:07:50.123 -   unknown   GET /fordel/show.php from 213.170.84.107:40000              200 x=1 y=""\n',
  ],
  [
    'EventType=Dial-In',
    '15:07:50.123 -   dial-in                                           200 EventType=Dial-In\n',
  ],
])('%s has a line of its kind', (query, line) => {
  expect(utcLine(shown(query))).toBe(line);
});

test('what a sender writes cannot pass for something else in a line', () => {
  const line = utcLine(
    shown('a+b=1&c=x%20CallID=forged&d=%22&e=%5Cn&f=%0A&g=%E2%80%AE&h=%C2%9b31m'),
  );
  expect(line.slice(line.indexOf(' 200 ') + 5)).toBe(
    '"a b"=1 c="x CallID=forged" d="\\"" e="\\\\n" f="\\n" g="\\u202e" h="\\x9b31m"\n',
  );
});

test('a JSON line has the fields, the times in µs and nothing that is absent', () => {
  expect(
    JSON.parse(formatNdjson(shown('myid=175&EventType=hangup&CallID=abc&__proto__=1'))),
  ).toEqual({
    time: '2017-05-30T15:07:50.123456Z',
    id: '0197c9a0-0000-7000-8000-000000000001',
    cursor: '1',
    receivedAt: '2017-05-30T15:07:50.123456Z',
    myid: '175',
    type: 'hangup',
    callId: 'abc',
    method: 'GET',
    path: '/fordel/show.php',
    peer: '213.170.84.107:40000',
    fields: JSON.parse(
      '{"myid":"175","EventType":"hangup","CallID":"abc","__proto__":"1"}',
    ) as unknown,
  });
});

test('a body that is no form is at least counted', () => {
  const event = { ...shown('myid=175'), bodyBytes: 12 };
  expect(JSON.parse(formatNdjson(event))).toMatchObject({ bodyBytes: 12 });
  expect(utcLine(event)).toContain(' body=12B 200');
});

test.each([
  [0, '1970-01-01T00:00:00.000000Z'],
  [receivedAtUs, '2017-05-30T15:07:50.123456Z'],
  [-1, '1969-12-31T23:59:59.999999Z'],
])('%d µs are %s', (us, text) => {
  expect(isoTime(us)).toBe(text);
});

const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom(
      '\0',
      '\n',
      '\r',
      '\x1b',
      '\x7f',
      '\x9b',
      '\u2028',
      '\u202e',
      '\ud800',
      '\u{e0001}',
      '\\',
      '"',
      '=',
      ' ',
      'n',
      'Я',
      '🙂',
    ),
  }),
);

test('printable text holds nothing that a terminal or a reader of lines would obey', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      expect(printable(text)).not.toMatch(dangerous);
      const json = printableJson(JSON.stringify(text));
      expect(json).not.toMatch(dangerous);
      expect(JSON.parse(json)).toBe(text);
    }),
  );
});

test('names of people stay as they are', () => {
  const names = 'Пётр Иванов, José Ñandú, 山田太郎, שלום, فاطمه می‌روم, 👩‍👩‍👧';
  expect(printable(names)).toBe(names);
});

test('whatever the fields, an event is one line, and in JSON it reads back', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(anyText, anyText)), anyText, (pairs, method) => {
      const event = { ...shown(new URLSearchParams(pairs).toString()), method };
      for (const text of [utcLine(event), formatNdjson(event)]) {
        expect(text.endsWith('\n')).toBe(true);
        expect(text.slice(0, -1)).not.toMatch(dangerous);
      }
      for (const line of utcPhpLog(event).split('\n')) expect(line).not.toMatch(dangerous);
      const record = JSON.parse(formatNdjson(event)) as { fields: Record<string, string> };
      expect(Object.entries(record.fields)).toEqual(Object.entries(event.fields));
    }),
  );
});
