import type { CallEvent } from '../../src/protocol/call.ts';
import { classify } from '../../src/protocol/classify.ts';
import type { Fields } from '../../src/protocol/fields.ts';

/** An extension of the PBX of the scenarios. */
export interface Party {
  /** `prefix*number` */
  readonly name: string;
  readonly id: string;
  readonly shownAs: string;
}

const domain = 'ringme.ru';
export const outsider = '+78123351127';
export const otherOutsider = '+79161112233';
const did = '74959998877';

export const ivr: Party = { name: '000*098', id: '174', shownAs: 'Menu' };
export const queue: Party = { name: '000*887', id: '187', shownAs: 'Sales' };
export const secondQueue: Party = { name: '000*888', id: '188', shownAs: 'Support' };
export const phone101: Party = { name: '000*101', id: '10101', shownAs: 'Anna Serova' };
export const phone102: Party = { name: '000*102', id: '10102', shownAs: 'Иван Петров' };
export const phone103: Party = { name: '000*103', id: '10103', shownAs: 'Maria Lund' };
export const phone200: Party = { name: '000*200', id: '10200', shownAs: 'Front desk' };

/** One leg of a scenario; `s` is seconds since the call began. */
export interface ScriptedLeg {
  dial(s: number, more?: Fields): Fields;
  answer(s: number): Fields;
  /** Its Duration is what has passed since the answer, if there was one before. */
  hangup(s: number, status: string, more?: Fields): Fields;
}

interface Incoming {
  /** The outsider, if it is no extension. */
  readonly from?: Party;
  /** Whether it dialled a number of the PBX: an outsider, unless a call that went out came back. */
  readonly dialledIn?: boolean;
  /** The IVR or queue that passes the call on. */
  readonly via?: Party;
  /** Fields of all its events, over those made here. */
  readonly also?: Fields;
}

interface Outgoing {
  readonly to: Party | string;
  /** The dial says dial-in all the same, as queues do. */
  readonly dialsIn?: boolean;
  readonly also?: Fields;
}

/** Makes the fields of one call's events as the PBX does. */
export class CallScript {
  readonly #n: number;
  readonly #callId: string;
  readonly #beganAtUs: number;
  readonly #common: Fields;
  #legs = 0;

  /** @param common fields of all events, over those made here */
  constructor(n: number, common: Fields = {}) {
    this.#n = n;
    this.#callId = hex(n, 0);
    this.#beganAtUs = 1_755_763_200_018_201 + n * 3_600_000_000;
    this.#common = common;
  }

  get callId(): string {
    return this.#callId;
  }

  in(
    party: Party,
    { from, via, dialledIn = from === undefined, also }: Incoming = {},
  ): ScriptedLeg {
    return this.#leg(party, 'dial-in', {
      CallFlow: 'in',
      CallerIDNum: from?.name ?? outsider,
      CallerIDName: from?.shownAs ?? outsider,
      ...(dialledIn ? { CalledDID: did } : undefined),
      ...caller(via ?? from),
      CalledNumber: party.name,
      ...called(party),
      ...also,
    });
  }

  out(party: Party, { to, dialsIn = false, also }: Outgoing): ScriptedLeg {
    return this.#leg(party, dialsIn ? 'dial-in' : 'dial-out', {
      CallFlow: 'out',
      CallerIDNum: party.name,
      CallerIDName: party.shownAs,
      ...caller(party),
      CalledNumber: typeof to === 'string' ? to : to.name,
      ...(typeof to === 'string' ? undefined : called(to)),
      ...also,
    });
  }

  #leg(party: Party, dial: string, fields: Fields): ScriptedLeg {
    const n = (this.#legs += 1);
    const own = n === 1 && dial === 'dial-out' ? this.#callId : hex(this.#n, n);
    let answeredAt: number | undefined;
    const event = (s: number, type: string, status: string, more?: Fields): Fields => ({
      EventType: type,
      EventTime: String(this.#beganAtUs + Math.round(s * 50) * 20_000),
      CallID: this.#callId,
      SubCallID: `${party.id}-${own}`,
      CallAPIID: `3584709739-${dashed(this.#callId)}`,
      CallStatus: status,
      ...fields,
      ...more,
      ...this.#common,
    });
    return {
      dial: (s, more) => event(s, dial, 'CALLING', more),
      answer: (s) => {
        answeredAt = s;
        return event(s, 'answer', 'ANSWER');
      },
      hangup: (s, status, more) => {
        const talkedSteps = answeredAt === undefined ? 0 : Math.round((s - answeredAt) * 50);
        return event(s, 'hangup', status, { Duration: String(talkedSteps * 20_000), ...more });
      },
    };
  }
}

/** The events of these requests, stored in this order, each as soon as it was sent. */
export function eventsOf(n: number, requests: readonly Fields[]): readonly CallEvent[] {
  let receivedAtUs = 1_755_763_200_050_000 + n * 3_600_000_000;
  return requests.map((fields, place) => {
    const row = n * 100 + place + 1;
    const sentAtUs = Number(fields['EventTime'] ?? receivedAtUs);
    receivedAtUs = Math.max(receivedAtUs + 1_000, sentAtUs + 38_000);
    const id = `0198ca00-0000-7000-8000-${String(row).padStart(12, '0')}`;
    return { id, row, receivedAtUs, type: classify(fields), myid: '175', fields };
  });
}

function caller(party: Party | undefined): Fields {
  if (party === undefined) return {};
  return { CallerExtension: `${party.name}@${domain}`, CallerExtensionID: party.id };
}

function called(party: Party): Fields {
  return { CalledExtension: `${party.name}@${domain}`, CalledExtensionID: party.id };
}

/** 32 digits in the form of a UUID of version 4. */
function hex(n: number, leg: number): string {
  const mixed = (salt: number): string =>
    (Math.imul(n * 64 + leg + 1, salt) >>> 0).toString(16).padStart(8, '0');
  const [a, b, c, d] = [mixed(2654435761), mixed(2246822519), mixed(3266489917), mixed(668265263)];
  return `${a}${b.slice(0, 4)}4${b.slice(5)}a${c.slice(1)}${d}`;
}

function dashed(id: string): string {
  return id.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
