import { classify, type EventType } from './classify.ts';
import { fieldOf, type Fields } from './fields.ts';
import { parseForm, type FormPair } from './form.ts';
import { splitTarget } from './target.ts';

/** What a request says, read as PHP would read it. */
export interface DecodedEvent {
  /** The last `myid` of the query; empty when it has none. */
  readonly myid: string;
  readonly type: EventType;
  /** `CallID`, if there is one. */
  readonly callId?: string;
  /** `SubCallID`, if there is one. */
  readonly subCallId?: string;
  /** Query and form merged: of a repeated name the last value, and the form's before the query's. */
  readonly fields: Fields;
  /** Every pair of the query, in order. */
  readonly query: readonly FormPair[];
  /** Every pair of the body, in order; absent when the body is no form. */
  readonly form?: readonly FormPair[];
  /** Query or body has more than `maxPairs` pairs; those beyond are in the request's bytes only. */
  readonly isCut?: true;
}

/** Ten times as many as PHP takes. A body of a megabyte can name a third of a million, and reading them all would take seconds. */
const maxPairs = 10_000;

/**
 * Decodes a request. Never throws: any bytes are some event.
 * @param request its target, content type and body, with one character (U+0000 to U+00FF) for each byte
 */
export function decodeEvent(request: {
  readonly target: string;
  readonly contentType?: string | undefined;
  readonly body: string;
}): DecodedEvent {
  // One more than is kept shows that there are more.
  const query = parseForm(splitTarget(request.target).query, maxPairs + 1);
  const form = isForm(request.contentType, request.body)
    ? parseForm(request.body, maxPairs + 1)
    : undefined;
  const isCut = query.length > maxPairs || (form !== undefined && form.length > maxPairs);
  if (isCut) for (const pairs of [query, form]) pairs?.splice(maxPairs);
  const fields = merge(query, form);
  const callId = fieldOf(fields, 'CallID');
  const subCallId = fieldOf(fields, 'SubCallID');
  return {
    myid: query.findLast(([name]) => name === 'myid')?.[1] ?? '',
    type: classify(fields),
    ...(callId === undefined ? undefined : { callId }),
    ...(subCallId === undefined ? undefined : { subCallId }),
    fields,
    query,
    ...(form === undefined ? undefined : { form }),
    ...(isCut ? { isCut } : undefined),
  };
}

/**
 * An object without a name, inherited ones included. `Object.create(null)` is that, too, but V8 keeps it as a hash table, which takes half
 * as long again to fill and to write as JSON.
 */
const NoFields = function () {
  // It has nothing.
} as unknown as new () => Record<string, string>; // A function makes what its prototype says, and that is below.
NoFields.prototype = Object.create(null) as object;

function merge(query: readonly FormPair[], form: readonly FormPair[] | undefined): Fields {
  const fields = new NoFields();
  for (const [name, value] of query) fields[name] = value;
  if (form) for (const [name, value] of form) fields[name] = value;
  return fields;
}

/**
 * A form by its content type; or, from a sender that names none or a wrong one, by its looks: text that begins with a name and `=`. What
 * is said to be JSON, XML or multipart is none.
 */
function isForm(contentType: string | undefined, body: string): boolean {
  if (body === '') return false;
  const mediaType = (contentType ?? '')
    .split(/[;,\s]/, 1)
    .join('')
    .toLowerCase();
  if (mediaType === 'application/x-www-form-urlencoded') return true;
  return !/[/+](?:json|xml)$|^multipart\//.test(mediaType) && looksLikeForm.test(body);
}

// eslint-disable-next-line no-control-regex -- control characters are what tells other text from a form.
const looksLikeForm = /^[\w.~*%+[\]-]{1,256}=[^\0-\x1f]*(?:\r?\n)?$/;
