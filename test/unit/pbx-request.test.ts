import { expect, test } from '@jest/globals';
import { parseForm } from '../../src/protocol/form.ts';
import { encodeForm } from '../../src/pbx/form-encoding.ts';
import { generate } from '../../src/pbx/generate.ts';
import { loadScenarios } from '../../src/pbx/scenario-files.ts';
import { toRequest } from '../../src/pbx/to-request.ts';
import { startUs, vendorUrl } from '../support/played.ts';

test('fields are encoded as the PBX does', () => {
  expect(
    encodeForm([
      ['CallerIDNum', '+79161112233'],
      ['CalledExtension', '000*101@ringme.ru'],
    ]),
  ).toBe('CallerIDNum=%2B79161112233&CalledExtension=000%2A101%40ringme.ru');
  expect(
    encodeForm([
      ['CallerIDName', 'Иван П. & ~'],
      ['t', '12:00_-'],
    ]),
  ).toBe('CallerIDName=%D0%98%D0%B2%D0%B0%D0%BD+%D0%9F.+%26+%7E&t=12%3A00_-');
});

test('the query of the URL survives, and a GET has the event behind it', () => {
  const event = { fields: [['EventType', 'hangup'] as const] };
  const at = (url: string, method: 'GET' | 'POST' = 'GET'): unknown =>
    toRequest(event, { method, url: new URL(url) }).target;
  expect(at('https://somehost.com/fordel/show.php?myid=175')).toBe(
    '/fordel/show.php?myid=175&EventType=hangup',
  );
  expect(at('http://localhost:8080')).toBe('/?EventType=hangup');
  expect(at('http://localhost:8080/a?b=%20+&')).toBe('/a?b=%20+&EventType=hangup');
  expect(at('http://localhost:8080/a?b=1', 'POST')).toBe('/a?b=1');
  expect(toRequest(event, { method: 'POST', url: new URL('http://localhost:8080/a?b=1') })).toEqual(
    {
      method: 'POST',
      target: '/a?b=1',
      headers: [
        ['Host', 'localhost:8080'],
        ['Content-Type', 'application/x-www-form-urlencoded'],
        ['Content-Length', '16'],
      ],
      body: 'EventType=hangup',
    },
  );
});

test('a GET and a POST say the same', async () => {
  const scenarios = await loadScenarios();
  for (const scenario of scenarios.all) {
    const events = generate(scenario, { seed: 5, startUs });
    for (const event of events) {
      const { body } = toRequest(event, { method: 'POST', url: vendorUrl });
      expect(parseForm(body)).toEqual(event.fields);
      const { target } = toRequest(event, { method: 'GET', url: vendorUrl });
      expect(target).toBe(`/fordel/show.php?myid=175&${body}`);
    }
  }
});
