import type { CallEvent } from './call.ts';
import { extensionName, extensionOfNumber } from './end.ts';
import { fieldOf } from './fields.ts';
import { SentEvent } from './sent-event.ts';
import { guessedFlow, sentFlow, type Flow } from './sent-leg.ts';

/** The extension that an event comes from: whose subscription sent it. Of some requests nobody is known. */
export interface Sender {
  /** As calls name it: `prefix*number` in lower case. Of a message, an agent or a status the name that was sent, in lower case. */
  readonly extension?: string | undefined;
  readonly extensionId?: string | undefined;
}

/** Who sent an event, as it says itself. Never throws, whatever was sent. */
export function senderOf(event: CallEvent): Sender {
  const sent = new SentEvent(event, 0);
  const flow = sentFlow(sent) ?? guessedFlow(sent);
  const extension = sendingExtension(sent, flow);
  if (extension !== undefined || sent.step !== undefined)
    return {
      extension,
      extensionId: sent.sent(flow === 'in' ? 'CalledExtensionID' : 'CallerExtensionID'),
    };
  return {
    extension: extensionName(fieldOf(event.fields, 'extension_name')),
    extensionId: fieldOf(event.fields, 'extension_id'),
  };
}

/** The extension on the sending side of an event, by the side its flow tells. */
export function sendingExtension(event: SentEvent, flow: Flow): string | undefined {
  return flow === 'in'
    ? (extensionName(event.sent('CalledExtension')) ??
        extensionOfNumber(event.sent('CalledNumber')))
    : (extensionName(event.sent('CallerExtension')) ??
        extensionOfNumber(event.sent('CallerIDNum')));
}
