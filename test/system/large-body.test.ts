import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { EventSummary } from '../../src/api/event.ts';
import { startQuietly, untilIndexed } from '../support/index-program.ts';
import { listEvents } from '../support/listed-events.ts';
import { temporaryDirectory } from '../support/program.ts';

/** As `--max-body` allows at most. */
const maxBytes = 32 << 20;

/** What one regular expression would have to take as a whole, and what becomes most as words and as JSON. */
const values = ['ж', 'ж '];

test('the largest requests there can be are stored, told to who waits, and found', async () => {
  using directory = temporaryDirectory();
  await using program = await startQuietly(join(directory.path, 'data'), '--max-body', '32MiB');
  for (const [n, value] of values.entries()) {
    const waiting = program.ask(`/api/v1/wait?q=call:large-${n}&timeout=30s`);
    const body = Buffer.alloc(maxBytes, value);
    Buffer.from(`CallID=large-${n}&CallerIDName=`).copy(body);
    const response = await fetch(`${program.receiverUrl}/fordel/show.php?EventType=dial-in`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body,
    });
    expect(response.status).toBe(200);
    const told = (await (await waiting).json()) as { events: EventSummary[] };
    await untilIndexed(program);
    const found = await listEvents(program, `call:large-${n}`);
    const sizes = [told.events, found].map((events) => events.map((one) => one.request.bodyBytes));
    expect(sizes).toEqual([[maxBytes], [maxBytes]]);
  }
  expect(program.stderr()).toBe('');
}, 120_000);
