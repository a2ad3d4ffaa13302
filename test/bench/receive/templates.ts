import { createHash } from 'node:crypto';

const templateCount = 5_000;
const eventTypes = ['dial-in', 'answer', 'hangup'] as const;

/**
 * The requests of the benchmark: lines `before TAB after`, with room for the CallID between. With `myid=175` each has 16 fields, about
 * 450 bytes of request line. The same lines in every run, so that runs can be compared.
 */
export function requestTemplates(): readonly string[] {
  return Array.from({ length: templateCount }, (_, index) => {
    const hex = createHash('md5').update(`template ${index}`).digest('hex');
    const extensionId = 85_000 + (index % 400);
    const extension = `2566*${100 + (index % 400)}`;
    const caller = `+7916${String(1_000_000 + ((index * 7919) % 9_000_000))}`;
    const before = new URLSearchParams({
      EventType: eventTypes[index % eventTypes.length] ?? 'hangup',
      EventTime: String(1_502_985_686_478_202 + index * 1_000_003),
    });
    const after = new URLSearchParams({
      SubCallID: `${extensionId}-${hex}`,
      CallAPIID: `3584709739-${hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')}`,
      CallFlow: 'in',
      CallStatus: 'ANSWER',
      CallerIDNum: caller,
      CallerIDName: caller,
      CalledNumber: extension,
      CalledExtension: `${extension}@sip.example.com`,
      CalledExtensionID: String(extensionId),
      CalledDID: '74959998877',
      Duration: String(11_420_018 + index),
      RecID: `${extensionId}-${hex.slice(0, 16)}`,
    });
    return `${before.toString()}&CallID=\t&${after.toString()}`;
  });
}
