import type { ExportedEvent } from '../../src/api/event.ts';
import type { FactView } from '../../src/api/fact.ts';
import { deadlineMs, type Program } from './program.ts';
import { setTimeout as pause } from 'node:timers/promises';

/** An event as the program keeps it. */
export interface Stored {
  readonly id: string;
  readonly peer: string;
  /** Request line and header lines, byte for byte, one character a byte. */
  readonly head: string;
  readonly body: Buffer;
  readonly view: ExportedEvent;
}

/** All events, by id, in their order. */
export async function storedEvents(program: Program): Promise<Map<string, Stored>> {
  const answer = await program.ask('/api/v1/export.ndjson');
  if (answer.status !== 200 || !answer.body) throw new Error(`export: ${answer.status}`);
  const stored = new Map<string, Stored>();
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let rest = '';
  for await (const chunk of answer.body as AsyncIterable<Uint8Array>) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const view = JSON.parse(line) as ExportedEvent;
      stored.set(view.id, {
        id: view.id,
        peer: view.request.peer,
        head: Buffer.from(view.headBase64, 'base64').toString('latin1'),
        body: Buffer.from(view.bodyBase64, 'base64'),
        view,
      });
    }
  }
  if (rest !== '') throw new Error(`the export ends in the middle of a line: ${rest.slice(0, 80)}`);
  return stored;
}

/** All refusals that are kept, the newest first. */
export async function refusals(program: Program): Promise<FactView[]> {
  const facts: FactView[] = [];
  let before = '';
  for (;;) {
    const answer = await program.ask(`/api/v1/facts?kind=refusal&limit=1000${before}`);
    const page = (await answer.json()) as { facts: FactView[]; next?: string };
    facts.push(...page.facts);
    if (page.next === undefined) return facts;
    before = `&before=${page.next}`;
  }
}

/** The refusals of one sender, once there is one: facts are written a moment after the answer. */
export async function refusalsOf(program: Program, peer: string): Promise<FactView[]> {
  const until = performance.now() + deadlineMs;
  for (;;) {
    const answer = await program.ask('/api/v1/facts?kind=refusal&limit=1000');
    const { facts } = (await answer.json()) as { facts: FactView[] };
    const own = facts.filter((fact) => fact.peer === peer);
    if (own.length > 0 || performance.now() > until) return own;
    await pause(20);
  }
}
