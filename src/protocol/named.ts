import type { Call } from './call.ts';
import { extensionName } from './end.ts';
import { fieldOf, type Fields } from './fields.ts';
import { cut } from './quote.ts';
import { shortName } from './short-name.ts';

/** The caller of an event as people speak of him: a number as sent, of an extension its own number. */
export function caller(fields: Fields): string {
  return name(fieldOf(fields, 'CallerIDNum') ?? fieldOf(fields, 'CallerExtension'), 'somebody');
}

/** Whom an event's call goes to. */
export function called(fields: Fields): string {
  return name(
    fieldOf(fields, 'CalledExtension') ?? fieldOf(fields, 'CalledNumber'),
    'an unknown number',
  );
}

/** The extension that sends the event. */
export function extensionOf(fields: Fields, flow: 'in' | 'out'): string {
  if (flow === 'in') return called(fields);
  return name(fieldOf(fields, 'CallerExtension') ?? fieldOf(fields, 'CallerIDNum'), 'an extension');
}

/** ` through 099 (IVR)` where the call was passed on by an IVR or a queue; empty where nothing says so. */
export function through(fields: Fields, call: Call | undefined): string {
  const by = extensionName(fieldOf(fields, 'CallerExtension'));
  if (by === undefined || by === extensionName(fieldOf(fields, 'CallerIDNum'))) return '';
  return call?.via.includes(by) ? ` through ${stop(by, call)}` : '';
}

/** `099 (IVR)`, by what the call shows it to be. */
export function stop(extension: string, call: Call): string {
  const leg = call.legs.find((other) => other.extension === extension);
  const kind = leg === undefined || leg.kind === 'phone' ? '' : ` (${kindNames[leg.kind]})`;
  return `${cut(shortName(extension))}${kind}`;
}

const kindNames = { ivr: 'IVR', queue: 'queue' } as const;

/** What was sent as people say it, or what to say where nothing was. */
export function name(sent: string | undefined, otherwise: string): string {
  const trimmed = sent?.trim() ?? '';
  return trimmed === '' ? otherwise : cut(shortName(trimmed));
}
