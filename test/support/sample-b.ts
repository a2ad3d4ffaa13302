/**
 * The three requests of one real outgoing call, as the PBX sends them: the same leg, recorded, answered after 12 s. Order of the fields as a
 * PBX would have it: none in particular.
 */
const common = {
  CallID: 'b5187f38a9cc43f2ba068bce983a513e',
  SubCallID: '85219-b5187f38a9cc43f2ba068bce983a513e',
  CallAPIID: '3584709739-b5187f38-a9cc-43f2-ba06-8bce983a513e',
  CallFlow: 'out',
  CalledNumber: '+79161112233',
  CallerIDNum: '2566*102',
  CallerIDName: 'Иван Петров',
  CallerExtensionID: '85219',
  CallerExtension: '2566*102@sipproxy.telphin.ru',
};

export const sampleB: readonly Readonly<Record<string, string>>[] = [
  { EventType: 'dial-out', EventTime: '1502985726958201', CallStatus: 'CALLING', ...common },
  { EventType: 'answer', EventTime: '1502985738818201', CallStatus: 'ANSWER', ...common },
  {
    EventType: 'hangup',
    EventTime: '1502985750238219',
    CallStatus: 'ANSWER',
    Duration: '11420018',
    RecID: '10500-100bbbbcccc99aaff44cccc777ddd444',
    ...common,
  },
];

/** As the PBX encodes: `*`, `:`, `+`, `@` and UTF-8 by percent, a space as plus. */
export function encodeFields(fields: Readonly<Record<string, string>>): string {
  return Object.entries(fields)
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .join('&');
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(/%20/g, '+').replace(/\*/g, '%2A');
}
