import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { assemble } from '../../src/protocol/assemble.ts';
import type { CallEvent } from '../../src/protocol/call.ts';
import { eventTypes } from '../../src/protocol/classify.ts';
import { cellsOf } from '../../src/protocol/ladder-cells.ts';
import { layoutLadder } from '../../src/protocol/ladder-layout.ts';
import { ladderText } from '../../src/protocol/ladder-text.ts';
import { ladderClocks, type Ladder } from '../../src/protocol/ladder.ts';

const word = (...words: string[]): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom(...words) },
    fc.string({ maxLength: 40, unit: 'binary' }),
  );
const anyFields = fc.record(
  {
    CallID: word('c1'),
    SubCallID: word('1-a', '2-b', '3-c', '4-d', ''),
    EventTime: word('1755763200018201', '1755763205018201', '9955763209018201', '17', ''),
    CallFlow: word('in', 'out', ''),
    CallStatus: word('CALLING', 'ANSWER', 'NOANSWER'),
    CallerIDNum: word('+78123351127', '000*101', '101', ''),
    CallerExtension: word('000*101@a', '000*098@a', '001*101', ''),
    CalledExtension: word('000*101', '000*102@a', '000*098', ''),
    CalledNumber: word('+79161112233', '000*102', '102'),
    CalledDID: word('74959998877', ''),
    Transfered: word('yes', ''),
    Bridged: word('yes', 'no'),
    Duration: word('0', '11420018', '99999999999999999999'),
  },
  { requiredKeys: [] },
);
const anyEvents: fc.Arbitrary<readonly CallEvent[]> = fc
  .array(
    fc.record({
      receivedAtUs: fc.oneof(
        fc.integer({ min: 1_755_763_200_000_000, max: 1_755_763_209_000_000 }),
        fc.constantFrom(0, -1, Number.MAX_SAFE_INTEGER),
      ),
      type: fc.oneof(
        { weight: 5, arbitrary: fc.constantFrom('dial-in', 'dial-out', 'answer', 'hangup') },
        fc.constantFrom(...eventTypes),
      ),
      myid: fc.constant('175'),
      fields: anyFields,
    }),
    { maxLength: 25 },
  )
  .map((events) => events.map((event, row) => ({ id: `e${row}`, row, ...event })));

test('whatever was sent, a ladder keeps its width, shows every event and nothing that a terminal obeys', () => {
  fc.assert(
    fc.property(
      anyEvents,
      fc.constantFrom(...ladderClocks),
      fc.integer({ min: 60, max: 120 }),
      (events, clock, width) => {
        const ladder = layoutLadder(assemble(events), { clock, events });
        expect(places(ladder)).toEqual(places(ladder).map((_, place) => place));
        expect(ladder.marks).toHaveLength(events.length);
        for (const line of ladderText(ladder, { width })) {
          expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
          expect(cellsOf(line).length).toBeLessThanOrEqual(width);
        }
        for (const line of ladderText(ladder, { width, ascii: true })) {
          expect(line).toMatch(/^[ -~]*$/);
          expect(line.length).toBeLessThanOrEqual(width);
        }
      },
    ),
    { numRuns: 300 },
  );
});

function places({ marks, ghosts }: Ladder): readonly number[] {
  return [...marks, ...ghosts].map(({ place }) => place).sort((a, b) => a - b);
}
