import { fieldNamesWithRole } from './field-table.ts';
import { fieldReader, type Fields } from './fields.ts';

const extensionFields = fieldNamesWithRole('extension');
const numberFields = fieldNamesWithRole('number');
const nameFields = fieldNamesWithRole('name');

const readParties = fieldReader([...extensionFields, ...numberFields, ...nameFields]);

/** One extension of the PBX, as an event names it. */
export interface Extension {
  /** As sent: `000*101@Domain`. */
  readonly text: string;
  /** `prefix*number` in lower case, without `@domain`. */
  readonly name: string;
  /** What follows the last `*` of the name; all of it if there is none. */
  readonly number: string;
  /** What follows the `@`, in lower case; absent if nothing does. */
  readonly domain?: string;
}

/**
 * The extensions at either end: what stands in the fields for extensions, then the numbers that are those of an extension
 * (`prefix*number`). Each is there once, at its first place. Never throws, whatever was sent.
 */
export function extensionsOf(fields: Fields): readonly Extension[] {
  const found: Extension[] = [];
  const sent = readParties(fields);
  for (const name of extensionFields) addExtension(found, sent.get(name));
  for (const name of numberFields) {
    const number = sent.get(name) ?? '';
    if (extensionNumber.test(number)) addExtension(found, number);
  }
  return found;
}

/** `prefix*number`, perhaps with a domain. A dialled `*21*5551234#` is none. */
const extensionNumber = /^\s*\d+\*\d+\s*(?:@|$)/;

function addExtension(found: Extension[], sent: string | undefined): void {
  const extension = sent === undefined ? undefined : toExtension(sent);
  if (extension !== undefined && !found.some((other) => covers(other, extension)))
    found.push(extension);
}

/** The same extension, or one whose domain was left out. */
function covers(known: Extension, other: Extension): boolean {
  return known.name === other.name && (other.domain === undefined || known.domain === other.domain);
}

function toExtension(text: string): Extension | undefined {
  const [name, domain] = splitDomain(text.trim().toLowerCase());
  if (name === '') return undefined;
  return { text, name, number: afterPrefix(name), ...(domain === '' ? undefined : { domain }) };
}

/**
 * Whether this is the extension somebody asks for: by `101`, `000*101`, `101@domain` or `000*101@domain`, in any case. The domain counts
 * only where both have one, for the PBX leaves it out of some fields. An empty question matches nothing.
 */
export function matchesExtension(extension: Extension, wanted: string): boolean {
  const [name, domain] = splitDomain(wanted.trim().toLowerCase());
  if (name === '') return false;
  if (domain !== '' && extension.domain !== undefined && domain !== extension.domain) return false;
  return name === (name.includes('*') ? extension.name : extension.number);
}

/**
 * The numbers of the parties, each once, as nothing but digits: without `+`, spaces, punctuation, `prefix*` and `@domain`. A caller's name
 * counts if it is a number. Of more than 64 digits the first 64 are taken. Never throws, whatever was sent.
 */
export function numbersOf(fields: Fields): readonly string[] {
  const found = new Set<string>();
  const sent = readParties(fields);
  for (const name of numberFields) addDigits(found, userPart(sent.get(name) ?? ''));
  for (const name of nameFields) {
    const [shown] = splitDomain(sent.get(name) ?? '');
    if (!notNumeric.test(shown)) addDigits(found, shown);
  }
  return [...found];
}

/** Anything but digits, punctuation and the invisible marks that keep a number left to right. Looked for one by one: see `foldWords`. */
const notNumeric = /[^\d\s\p{P}\p{Cf}+]/u;

/** Of a SIP header (`"Name" <sip:+78120000000@host;user=phone>;reason=unknown`) or address the user; of anything else what is before an `@`. */
function userPart(sent: string): string {
  const bracket = sent.indexOf('<');
  const address = sent.slice(bracket + 1).replace(/^\s*(?:sips?|tel):/i, '');
  const [user] = splitDomain(address);
  return user.replace(/[;:>?].*$/s, '').replace(/%2b/gi, '+');
}

function addDigits(found: Set<string>, sent: string): void {
  const digits = afterPrefix(sent).replace(/\D/g, '').slice(0, maxDigits);
  if (digits !== '') found.add(digits);
}

/** No number is longer than 15 digits (E.164); what follows a longer dialled one is no part of it that is searched for. */
const maxDigits = 64;

function afterPrefix(name: string): string {
  return name.slice(name.lastIndexOf('*') + 1);
}

function splitDomain(address: string): readonly [name: string, domain: string] {
  const at = address.indexOf('@');
  return at < 0 ? [address, ''] : [address.slice(0, at), address.slice(at + 1)];
}
