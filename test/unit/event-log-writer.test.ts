import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { AppError } from '../../src/errors.ts';
import { PatientWriter } from '../../src/event-log/patient-writer.ts';

type Step = number | string;

/** A destination that takes so many bytes or fails with a code, as the steps say, and then takes everything. */
function writerOn(steps: readonly Step[]): {
  writer: PatientWriter;
  text: () => string;
  pauses: number[];
  troubles: AppError[];
} {
  const [left, pauses, troubles] = [[...steps], [] as number[], [] as AppError[]];
  let text = '';
  const write = (bytes: Uint8Array): number => {
    const step = left.shift() ?? bytes.length;
    if (typeof step === 'string') throw Object.assign(new Error(step), { code: step });
    const taken = bytes.subarray(0, step);
    text += Buffer.from(taken).toString();
    return taken.length;
  };
  const writer = new PatientWriter({
    destination: { write },
    pause: (ms) => pauses.push(ms),
    onTrouble: (error) => troubles.push(error),
  });
  return { writer, text: () => text, pauses, troubles };
}

test('when a full disk has room again the log goes on in the middle of the line, told of once', () => {
  const { writer, text, pauses, troubles } = writerOn([3, 'ENOSPC', 'ENOSPC', 2, 'EDQUOT', 4]);
  writer.write(Buffer.from('one line\n'));
  expect(text()).toBe('one line\n');
  expect(pauses).toEqual([1000, 1000, 1000]);
  expect(troubles).toMatchObject([
    { code: 'event_log_failed', cause: { code: 'ENOSPC' } },
    { code: 'event_log_failed', cause: { code: 'EDQUOT' } },
  ]);
});

test('a slow reader is waited for without a word, longer each time but never long', () => {
  const { writer, text, pauses, troubles } = writerOn([
    ...Array<string>(8).fill('EAGAIN'),
    1,
    'EAGAIN',
  ]);
  writer.write(Buffer.from('ab'));
  expect(text()).toBe('ab');
  expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 50, 50, 1]);
  expect(troubles).toEqual([]);
});

test.each(['EPIPE', 'EIO', 'ECONNRESET', 'EBADF'])(
  '%s means that nobody will read it any more',
  (code) => {
    const { writer, troubles } = writerOn([1, code]);
    expect(() => {
      writer.write(Buffer.from('ab'));
    }).toThrow(expect.objectContaining({ code: 'event_log_failed' }));
    expect(troubles).toEqual([]);
  },
);

test('whatever happens on the way, every byte is written once and in order', () => {
  const step = fc.oneof(
    fc.integer({ min: 1, max: 5 }),
    fc.constantFrom('EAGAIN', 'EINTR', 'ENOSPC'),
  );
  fc.assert(
    fc.property(fc.array(step), fc.array(fc.string()), (steps, texts) => {
      const { writer, text } = writerOn(steps);
      for (const one of texts) writer.write(Buffer.from(one));
      expect(text()).toBe(texts.join(''));
    }),
  );
});
