import type { Outcome } from '../../protocol/call.ts';
import type { EventType } from '../../protocol/classify.ts';

/** The variables of the bars of outcomes, in the order they are stacked, the lowest first. */
export const outcomeColours: Readonly<Record<Outcome, string>> = {
  answered: '--bar-answered',
  forwarded: '--bar-forwarded',
  open: '--bar-open',
  'ivr-only': '--bar-ivr-only',
  busy: '--bar-busy',
  cancelled: '--bar-cancelled',
  missed: '--bar-missed',
  'no-answer': '--bar-no-answer',
  zombie: '--bar-zombie',
  unavailable: '--bar-unavailable',
  failed: '--bar-failed',
};

/** The same of types of events. */
export const typeColours: Readonly<Record<EventType, string>> = {
  'dial-in': '--bar-dial-in',
  'dial-out': '--bar-dial-out',
  answer: '--bar-answer',
  hangup: '--bar-hangup',
  call_interactive: '--bar-interactive',
  voicemail: '--bar-voicemail',
  'message-in': '--bar-message',
  'message-out': '--bar-message-out',
  'message-out-status': '--bar-message-status',
  'agent-login': '--bar-agent-in',
  'agent-logout': '--bar-agent-out',
  'extension-call-status': '--bar-phone-status',
  unknown: '--bar-unknown',
};
