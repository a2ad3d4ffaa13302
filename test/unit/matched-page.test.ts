import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { frameOf, jsonIn } from '../../src/live/frame.ts';
import { packMatched } from '../../src/projector/matched-page.ts';

test('what is told comes out as it was packed, whatever it says, and all of it is in the buffer that is moved', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('events', 'calls'),
      fc.array(fc.string({ unit: 'binary' }), { maxLength: 5 }),
      (of, values) => {
        const matched = values.map((value, n) => {
          const json = JSON.stringify({ value, data: '\ndata: 1' });
          return { row: n + 1, cursor: `c-${n}`, json, to: [n, 7] };
        });
        const { events, buffer } = packMatched(of, matched);
        expect(events.map(({ cursor, row, to }) => ({ cursor, row, to }))).toEqual(
          matched.map(({ cursor, row, to }) => ({ cursor, row, to })),
        );
        expect(events.map(({ frame }) => jsonIn(frame))).toEqual(matched.map(({ json }) => json));
        expect(Buffer.from(buffer).toString()).toBe(
          matched.map((event) => frameOf(of, event)).join(''),
        );
        expect(events.every(({ frame }) => frame.buffer === buffer)).toBe(true);
      },
    ),
  );
});

test('a frame is a server-sent event', () => {
  expect(frameOf('events', { cursor: 'c-1', json: '{"id":1}' })).toBe(
    'id: c-1\nevent: event\ndata: {"id":1}\n\n',
  );
  expect(frameOf('calls', { cursor: 'c-2', json: '{}' })).toContain('\nevent: call\n');
});
