import type { EventType } from './classify.ts';

/** What the dictionary knows of one field of the PBX's events. */
export interface FieldRow {
  /** In the PBX's own spelling, `Transfered` included. */
  readonly name: string;
  readonly group: FieldGroup;
  readonly type: FieldType;
  /** Of an integer that counts something. */
  readonly unit?: 'µs since 1970 UTC' | 'µs';
  /** The types of event it comes with. Not listed: never seen there. What a `voicemail` carries is nowhere documented: all but its type is inferred. */
  readonly on: Presence;
  /** Completes "sent when …"; absent if nothing but the type of event decides. */
  readonly when?: string;
  /** One sentence. */
  readonly meaning: string;
  /** The words it is known to have, in the PBX's spelling. Another word is worth a remark, and is kept as it is. */
  readonly values?: readonly FieldValue[];
  /** Who says so. */
  readonly source: FieldSource;
  readonly confidence: 'high' | 'medium' | 'low';
  /** What a search for a party takes from it: an extension, a number, or a name that may be a number. */
  readonly role?: FieldRole;
}

type FieldGroup = 'identity' | 'parties' | 'status' | 'timing' | 'flags' | 'text';

/** `number` is a number that is dialled, `id` an opaque identifier, `word` one of few words, `extension` is `prefix*number@domain`. */
type FieldType = 'id' | 'word' | 'integer' | 'yes-no' | 'number' | 'extension' | 'text';

export type FieldRole = 'extension' | 'number' | 'name';

type FieldSource = 'vendor page' | 'vendor page as quoted by integrations' | 'public code';

export type Presence = Readonly<Partial<Record<Exclude<EventType, 'unknown'>, Need>>>;

/** Required, optional, or required on one `CallFlow` and optional on the other. */
export type Need = 'R' | 'O' | 'R if in' | 'R if out';

interface FieldValue {
  readonly word: string;
  /** A phrase. */
  readonly meaning: string;
  /** The types of event that have this word; absent: all that have the field. */
  readonly on?: readonly EventType[];
}

/** A field that is on all four events of a leg alike. */
export function onCallEvents(need: Need): Presence {
  return { 'dial-in': need, 'dial-out': need, answer: need, hangup: need };
}
