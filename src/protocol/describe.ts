import type { Call, Leg } from './call.ts';
import type { EventType } from './classify.ts';
import { describeEnd } from './describe-end.ts';
import { durationText } from './duration-text.ts';
import { fieldOf, type Fields } from './fields.ts';
import { called, caller, extensionOf, through } from './named.ts';
import { cut, quoted } from './quote.ts';
import { shortName } from './short-name.ts';

/** What is known around an event: without it the sentence says less, nothing wrong. */
export interface EventContext {
  readonly leg?: Leg | undefined;
  readonly call?: Call | undefined;
}

/**
 * One plain sentence on an event, without a full stop: `101 answered 10.1 s after it rang`. Numbers are as sent, extensions by their number
 * alone. It quotes what was sent, control characters included: whoever prints it escapes them. Never throws, whatever was sent.
 */
export function describeEvent(
  event: { readonly type: EventType; readonly fields: Fields; readonly receivedAtUs: number },
  context: EventContext = {},
): string {
  const { type, fields } = event;
  switch (type) {
    case 'dial-in':
      return describeDialIn(fields, context);
    case 'dial-out':
      return describeDialOut(fields);
    case 'answer':
      return describeAnswer(fields, context.leg);
    case 'hangup':
      return describeEnd(fields, context);
    case 'voicemail':
      return `${caller(fields)} left a voice message for ${called(fields)}`;
    case 'call_interactive':
      return `The PBX asks what to do with the call of ${caller(fields)} to ${called(fields)}`;
    case 'message-in':
      return `${number(fields, 'src_number')} sent a text message to ${number(fields, 'did_number')} (${messageOwner(fields)})`;
    case 'message-out':
      return `${messageOwner(fields)} sent a text message to ${number(fields, 'dst_number')}`;
    case 'message-out-status':
      return describeMessageStatus(fields);
    case 'agent-login':
    case 'agent-logout':
      return describeAgent(fields, type);
    case 'extension-call-status':
      return describeStatus(fields);
    case 'unknown':
      return describeUnknown(fields);
  }
}

function describeDialIn(fields: Fields, { leg, call }: EventContext): string {
  // A queue says dial-in also where it calls an agent.
  if (isOut(fields)) return `${extensionOf(fields, 'out')} rings ${called(fields)}`;
  const own = extensionOf(fields, 'in');
  if (leg !== undefined && leg.kind !== 'phone')
    return `${caller(fields)} reached ${own} (${leg.kind === 'ivr' ? 'IVR' : 'queue'})`;
  return `${caller(fields)} calls ${own}${through(fields, call)}`;
}

function describeDialOut(fields: Fields): string {
  const own = extensionOf(fields, 'out');
  return isYes(fieldOf(fields, 'Transfered'))
    ? `${own} forwards the call to ${called(fields)}`
    : `${own} calls ${called(fields)}`;
}

function describeAnswer(fields: Fields, leg: Leg | undefined): string {
  const after = leg?.ringUs === undefined ? '' : ` ${durationText(leg.ringUs)} after it`;
  if (!isOut(fields)) return `${extensionOf(fields, 'in')} answered${after && `${after} rang`}`;
  const calls = `${called(fields)} answered the call of ${extensionOf(fields, 'out')}`;
  return `${calls}${after && `${after} was dialled`}`;
}

function messageOwner(fields: Fields): string {
  const extension = fieldOf(fields, 'extension_name');
  return extension === undefined ? 'an extension' : cut(shortName(extension));
}

function describeMessageStatus(fields: Fields): string {
  const status = fieldOf(fields, 'status') ?? '';
  const message = `The text message of ${messageOwner(fields)} to ${number(fields, 'dst_number')}`;
  switch (status.trim().toLowerCase()) {
    case 'sent':
      return `${message} was sent`;
    case 'failed':
      return `${message} could not be sent`;
    default:
      return `${message} has the status ${quoted(status)}`;
  }
}

function describeAgent(fields: Fields, type: 'agent-login' | 'agent-logout'): string {
  const place = fieldOf(fields, 'extension_name') ?? fieldOf(fields, 'agent_number');
  const at = place === undefined ? '' : ` at ${cut(shortName(place))}`;
  const id = fieldOf(fields, 'agent_id');
  const agent = `${id === undefined ? 'A queue agent' : `Agent ${cut(id)}`}${at}`;
  return `${agent} ${type === 'agent-login' ? 'takes calls of the queue' : 'takes no more calls of the queue'}`;
}

function describeStatus(fields: Fields): string {
  const from = fieldOf(fields, 'old_status_id');
  const to = fieldOf(fields, 'new_status_id');
  const before = from === undefined ? '' : ` from ${cut(from)}`;
  return `The status of ${messageOwner(fields)} changed${before} to ${to === undefined ? 'none' : cut(to)}`;
}

function describeUnknown(fields: Fields): string {
  const sent = fieldOf(fields, 'EventType');
  if (sent !== undefined) return `An event of the unknown type ${quoted(sent)}`;
  const count = Object.keys(fields).length;
  if (count === 0) return 'A request without fields';
  return `A request with ${count} ${count === 1 ? 'field' : 'fields'}, which is no known event of the PBX`;
}

function number(fields: Fields, name: string): string {
  return cut(fieldOf(fields, name)?.trim() ?? 'an unknown number');
}

function isOut(fields: Fields): boolean {
  return fieldOf(fields, 'CallFlow')?.trim().toLowerCase() === 'out';
}

function isYes(flag: string | undefined): boolean {
  return flag?.trim().toLowerCase() === 'yes';
}
