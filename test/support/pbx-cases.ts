/** Where the vendor's part of the API is. */
export const api = '/api/ver1.0';
/** A subscription as it is asked for. */
export const event = { url: 'http://127.0.0.1:1/?myid=175', method: 'GET', event_type: 'hangup' };
const callback = { src_num: ['200'], dst_num: '+79817654321' };

/** A route, and what it is asked. */
export interface Case {
  readonly method: string;
  /** As the document has it. */
  readonly path: string;
  readonly good: string;
  readonly status: number;
  readonly body?: unknown;
  readonly wrongBodies?: readonly unknown[];
  /** Paths with something in them that is not there. */
  readonly missing?: readonly string[];
}

const wrongEvents = [
  { ...event, url: 'ftp://somehost.com/' },
  { ...event, url: 'http://user:word@somehost.com/' },
  { ...event, url: 'http://somehost.com/a b' },
  { ...event, url: `http://somehost.com/${'x'.repeat(3_000)}` },
  { ...event, method: 'get' },
  { ...event, method: 'PUT' },
  { ...event, event_type: 'extension-status' },
  { ...event, event_type: undefined },
  { url: event.url, method: 'GET', event_type: ['hangup'] },
  [],
  'null',
];

const wrongExtensions = [
  '0',
  '0175',
  '999',
  '@999',
  '@',
  '@1*099',
  'constructor',
  '__proto__',
  '%2e%2e',
];

/** Every route but the one for tokens. 72 to 75 are there: two of extension 175, two of all phones. */
export const cases: readonly Case[] = [
  ...(['extension/{extension}/event/', 'client/{client}/phone_events/'] as const).flatMap(
    (template): Case[] => {
      const isPhones = template.startsWith('client');
      const good = `${api}/${isPhones ? 'client/@me/phone_events' : 'extension/175/event'}/`;
      const missing = isPhones
        ? [`${api}/client/2/phone_events/`, `${api}/client/me/phone_events/`]
        : wrongExtensions.map((one) => `${api}/extension/${one}/event/`);
      const id = isPhones ? '74' : '72';
      // Of another owner, none, and what is no id.
      const others = [isPhones ? '72' : '74', '9999', '0', '-1', '1e1', '72.0', 'x', '072'];
      const missingOne = others.map((one) => good + one);
      const path = `${api}/${template}`;
      return [
        { method: 'get', path, good, status: 200, missing },
        { method: 'post', path, good, status: 201, body: event, wrongBodies: wrongEvents, missing },
        {
          method: 'get',
          path: `${path}{event}`,
          good: good + id,
          status: 200,
          missing: missingOne,
        },
        {
          method: 'put',
          path: `${path}{event}`,
          good: good + id,
          status: 200,
          body: { ...event, id: 72 },
          wrongBodies: wrongEvents,
          missing: missingOne,
        },
        {
          method: 'delete',
          path: `${path}{event}`,
          good: good + id,
          status: 204,
          missing: missingOne,
        },
        { method: 'delete', path, good, status: 204, missing },
      ];
    },
  ),
  {
    method: 'post',
    path: `${api}/extension/{extension}/callback/`,
    good: `${api}/extension/@200/callback/`,
    status: 201,
    body: callback,
    wrongBodies: [
      {},
      { ...callback, src_num: '200' },
      { ...callback, src_num: [] },
      { ...callback, src_num: ['887'] },
      { ...callback, src_num: ['200', '000*098'] },
      { ...callback, src_num: ['two'] },
      { ...callback, dst_num: 79817654321 },
      { ...callback, allow_public_transfer: 'yes' },
      { ...callback, announce_sound_id: 1.5 },
      { ...callback, call_duration: 0 },
      { ...callback, dst_dtmf: 'E' },
      { ...callback, wait_for_pickup: '3' },
      { ...callback, caller_id_name: 'x'.repeat(101) },
    ],
    missing: wrongExtensions.map((one) => `${api}/extension/${one}/callback/`),
  },
  {
    method: 'get',
    path: `${api}/client/{client}/extension/`,
    good: `${api}/client/1/extension/`,
    status: 200,
    missing: [`${api}/client/@you/extension/`],
  },
  {
    method: 'get',
    path: `${api}/client/{client}/limit/`,
    good: `${api}/client/@me/limit/`,
    status: 200,
    missing: [`${api}/client/175/limit/`],
  },
  { method: 'get', path: '/simulate', good: '/simulate', status: 200 },
  {
    method: 'post',
    path: '/simulate',
    good: '/simulate',
    status: 201,
    body: { scenario: 'out-answered', seed: 7, extensions: { '101': '102' } },
    wrongBodies: [
      {},
      { scenario: 'out-answerd' },
      { scenario: '../../package' },
      { scenario: 'out-answered', speed: 0 },
      { scenario: 'out-answered', calls: 100_000 },
      { scenario: 'out-answered', extensions: { '101': '999' } },
      { scenario: 'out-answered', extensions: { '101': '887' } },
      { scenario: 'out-answered', sped: 2 },
    ],
  },
  { method: 'get', path: '/deliveries', good: '/deliveries?limit=5&after=0', status: 200 },
  { method: 'post', path: '/reset', good: '/reset', status: 204 },
  { method: 'get', path: '/openapi.json', good: '/openapi.json', status: 200 },
  { method: 'get', path: '/healthz', good: '/healthz', status: 200 },
];
