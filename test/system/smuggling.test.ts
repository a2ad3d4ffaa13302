import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { smugglingCases as cases } from '../support/smuggling-cases.ts';
import { startProgram, temporaryDirectory, type Program } from '../support/program.ts';
import { exchange } from '../support/raw-request.ts';
import { refusalsOf, storedEvents, type Stored } from '../support/stored.ts';

/**
 * Requests that two parsers read differently, and what is no HTTP/1 at all. Whoever stands in front of Ringlog may pass such a thing on:
 * it must be kept as the one request it is, or be refused with a trace, and what was hidden inside it must not become an event.
 */

let directory: ReturnType<typeof temporaryDirectory>;
let program: Program;

beforeAll(async () => {
  directory = temporaryDirectory();
  program = await startProgram({
    data: join(directory.path, 'data'),
    args: ['--event-log', 'off'],
  });
});

afterAll(async () => {
  await program[Symbol.asyncDispose]();
  directory[Symbol.dispose]();
});

test.each(cases)(
  '$name: one event as it was sent, or a refusal with a trace',
  async (one) => {
    const { answers, peer, end } = await exchange(program.receiverUrl, [one.bytes], {
      answers: 0,
      halfCloseAfterMs: 250,
    });
    expect(end).not.toBe('deadline');
    const own = await eventsOf(peer);
    const accepted = answers.filter(({ status }) => status === 200);
    expect(own.map(({ id }) => id)).toEqual(accepted.map(({ eventId }) => eventId));
    for (const { status, body } of answers) {
      expect([200, 400, 405, 408, 413, 417, 431]).toContain(status);
      // Fixed texts only: an echo would be somebody's script.
      expect(body).toMatch(/^[a-z0-9/., ]*$/);
    }
    expect(own.map(({ head }) => head.split('\r\n')[0])).not.toContain('GET /hidden HTTP/1.1');
    const expected = [];
    if (one.body !== undefined) {
      const head = one.bytes.slice(0, one.bytes.indexOf('\r\n\r\n') + 2);
      expected.push({ head, body: one.body });
    }
    expect(
      own.map(({ head, body }) => ({ head: withoutTrailers(head), body: body.toString() })),
    ).toEqual(expected);
    const isRefused =
      answers.length === 0 || accepted.length < answers.length || (one.isRestRefused ?? false);
    const facts = isRefused ? await refusalsOf(program, peer) : [];
    expect(facts.length > 0).toBe(isRefused);
  },
  60_000,
);

async function eventsOf(peer: string): Promise<Stored[]> {
  return [...(await storedEvents(program)).values()].filter((event) => event.peer === peer);
}

function withoutTrailers(head: string): string {
  const blank = head.indexOf('\r\n\r\n');
  return blank < 0 ? head : head.slice(0, blank + 2);
}

test('there are at least forty such cases, and the program survived them all', async () => {
  expect(cases.length).toBeGreaterThanOrEqual(40);
  expect(await program.stop()).toBe(0);
  expect(program.stderr()).not.toMatch(/"level":50|unhandled|uncaught/i);
});
