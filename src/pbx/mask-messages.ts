import { stringify } from 'yaml';
import type { CallEvent } from '../protocol/call.ts';
import { extensionName } from '../protocol/end.ts';
import { fieldOf } from '../protocol/fields.ts';
import { extensionsOf } from '../protocol/parties.ts';
import { inSeconds } from './masked-leg.ts';
import { Masks } from './masks.ts';
import { clockStepMs } from './pbx-clock.ts';

/**
 * The text of a scenario that sends these messages and changes of agents, with other people and texts of the same length. Other events are left
 * out.
 * @param events in any order; they have no time but that of receipt
 * @returns YAML; undefined if none of them is a message or an agent
 */
export function maskMessages(events: readonly CallEvent[]): string | undefined {
  const ordered = events.toSorted((a, b) => a.receivedAtUs - b.receivedAtUs || a.row - b.row);
  const told = ordered.filter(({ type }) => messageTypes.has(type) || agentTypes.has(type));
  const [first] = told;
  if (first === undefined) return undefined;
  const masks = new Masks(
    told.flatMap(({ fields }) => extensionsOf(fields).map(({ name }) => name)),
  );
  const atOf = ({ receivedAtUs }: CallEvent): string => {
    const passedMs = (receivedAtUs - first.receivedAtUs) / 1_000;
    return inSeconds(Math.round(passedMs / clockStepMs) * clockStepMs);
  };
  const messages = told.filter(({ type }) => messageTypes.has(type));
  const agents = told.filter(({ type }) => agentTypes.has(type));
  const parts = {
    ...(messages.length > 0 && {
      messages: messages.map((event) => maskedMessage(event, atOf(event), masks)),
    }),
    ...(agents.length > 0 && {
      agents: agents.map((event) => ({
        [event.type === 'agent-login' ? 'login' : 'logout']: ownExtension(event, masks),
        at: atOf(event),
      })),
    }),
  };
  return stringify(
    {
      title: 'What was received besides calls',
      about: 'Its people and texts are made up; only lengths and times are as they were.',
      extensions: Object.fromEntries(
        masks.extensions.map(({ number }, place) => [
          number,
          { name: `Line ${number}`, agent: String(agentIds + place) },
        ]),
      ),
      ...parts,
    },
    { schema: 'failsafe' },
  );
}

const messageTypes: ReadonlySet<string> = new Set([
  'message-in',
  'message-out',
  'message-out-status',
]);
const agentTypes: ReadonlySet<string> = new Set(['agent-login', 'agent-logout']);

/** Where made-up ids of agents begin. */
const agentIds = 9_001;

function maskedMessage(event: CallEvent, at: string, masks: Masks): object {
  const { type, fields } = event;
  const own = ownExtension(event, masks);
  const text = filler(fieldOf(fields, 'text') ?? '');
  if (type === 'message-in') return { in: own, at, text };
  if (type === 'message-out') return { out: own, at, text };
  const isSent = fieldOf(fields, 'status')?.trim().toLowerCase() === 'sent';
  return { out: own, at, text, result: isSent ? 'sent' : 'failed' };
}

function ownExtension({ fields }: CallEvent, masks: Masks): string {
  return masks.extension(extensionName(fieldOf(fields, 'extension_name')) ?? unknownExtension);
}

/** Of an event that names none. */
const unknownExtension = '0*000';

/** As many characters, up to as many as a scenario takes. */
function filler(text: string): string {
  const length = Math.min(Array.from(text).length, maxTextLength);
  return words.repeat(Math.ceil(length / words.length)).slice(0, length);
}

/** No words that a message could have. */
const words = 'xxxx xxx xxxxx ';
const maxTextLength = 1_000;
