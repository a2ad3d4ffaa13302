import type { ExtensionKind } from '../protocol/call.ts';

/** An extension of the simulated PBX. */
export interface PlannedExtension {
  /** Without the client's prefix: `101`. */
  readonly number: string;
  /** Its id in the PBX's API. */
  readonly id: string;
  readonly kind: ExtensionKind;
  /** The name the PBX shows for it. */
  readonly name: string;
  /** Its id as an agent of the queue, if it is one. */
  readonly agentId?: string;
}

/** Who can take part in the calls of the simulated PBX. */
export interface NumberingPlan {
  /** The client's prefix: `000` of `000*101`. */
  readonly client: string;
  readonly domain: string;
  /** The address of the PBX's node as a number, which begins every CallAPIID. */
  readonly node: number;
  /** The public number that people outside dial: digits without `+`. */
  readonly did: string;
  readonly extensions: readonly PlannedExtension[];
  /** Numbers outside: the one that calls or is called, and one more. */
  readonly outside: readonly [outside: string, another: string];
  /** How a queue names the dial to an agent in its outgoing thread: the vendor's page says `dial-in`, the other is what one would expect. */
  readonly queueDial: 'dial-in' | 'dial-out';
}

/**
 * The plan without a file or flag that says otherwise: the client, the phone 000*099 with the id 175 and the numbers of the vendor's examples,
 * an IVR, a queue and three more phones. The names have letters of several alphabets, as real ones do.
 */
export const defaultPlan: NumberingPlan = {
  client: '000',
  domain: 'ringme.ru',
  node: 3584709739,
  did: '74959998877',
  extensions: [
    { number: '098', id: '174', kind: 'ivr', name: 'Menu' },
    { number: '099', id: '175', kind: 'phone', name: 'Reception' },
    { number: '101', id: '10101', kind: 'phone', name: 'Анна Серова', agentId: '136' },
    { number: '102', id: '10102', kind: 'phone', name: 'Иван Петров', agentId: '137' },
    { number: '200', id: '10200', kind: 'phone', name: 'Zoë Brandt', agentId: '138' },
    { number: '887', id: '187', kind: 'queue', name: 'Sales' },
  ],
  outside: ['+78123351127', '+79161112233'],
  queueDial: 'dial-in',
};

/** The plan with these extensions as well; one with a number that is there already takes its place. */
export function extended(
  plan: NumberingPlan,
  extensions: readonly PlannedExtension[],
): NumberingPlan {
  const numbers = new Set(extensions.map(({ number }) => number));
  const kept = plan.extensions.filter(({ number }) => !numbers.has(number));
  return { ...plan, extensions: [...kept, ...extensions] };
}

/** The extension with this number; undefined if the plan has none. */
export function extensionIn(plan: NumberingPlan, number: string): PlannedExtension | undefined {
  return plan.extensions.find((extension) => extension.number === number);
}

/** `000*101` */
export function internalNumber(plan: NumberingPlan, { number }: PlannedExtension): string {
  return `${plan.client}*${number}`;
}

/** `000*101@ringme.ru` */
export function addressOf(plan: NumberingPlan, extension: PlannedExtension): string {
  return `${internalNumber(plan, extension)}@${plan.domain}`;
}
