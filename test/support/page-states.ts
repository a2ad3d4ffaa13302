import type { Page } from 'playwright-core';
import { detailOf, goTo, sendEvent } from './page-steps.ts';
import type { Program } from './program.ts';
import { exchange } from './raw-request.ts';
import { until } from './until.ts';

/** One way the page can look, and how to get there from any other. */
export interface PageState {
  readonly name: string;
  readonly show: (page: Page) => Promise<void>;
}

const scenarios = [
  ...['queue-answered', 'in-missed', 'transfer-attended', 'out-busy', 'internal-answered'],
  ...['message-in', 'forward-outside', 'voicemail'],
];

/** Something of each kind: played calls, one with every sort of fault, requests that are no events, and refused ones. */
export async function fillForStates(program: Program): Promise<{
  readonly callId: string;
  readonly faultyCallId: string;
  readonly eventId: string;
}> {
  const played = await fetch(`${program.inspectorUrl}/api/v1/runs`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${program.token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ scenarios, speed: 'max', seed: 7 }),
  });
  const { run } = (await played.json()) as { run: { id: string } };
  let callIds: readonly string[] = [];
  await until('all is played', async () => {
    const answer = await program.ask(`/api/v1/runs/${run.id}`);
    const now = (await answer.json()) as { run: { state: string; callIds: string[] } };
    ({ callIds } = now.run);
    return now.run.state === 'done';
  });
  const { receiverUrl } = program;
  const faulty = 'myid=175&CallID=fa017fa017&SubCallID=s1&CallFlow=in&CallerIDNum=%207812';
  await sendEvent(receiverUrl, `EventType=hangup&${faulty}&Bridged=perhaps&Duration=-5`);
  await sendEvent(receiverUrl, `EventType=dial-in&${faulty}&CalledExtension=000*101`);
  await sendEvent(receiverUrl, `EventType=dial-in&${faulty}&CalledExtension=000*101`);
  const headers = { 'Content-Type': 'application/json', 'X-Note': 'a\tb' };
  const body = '{"not": "a form",\n"hidden": "\u202ex\u200b"}';
  const probe = await fetch(`${receiverUrl}/probe?myid=2`, { method: 'PUT', headers, body });
  await exchange(receiverUrl, ['NO HTTP\r\n\r\n']);
  return {
    callId: callIds[0] ?? '',
    faultyCallId: 'fa017fa017',
    eventId: probe.headers.get('x-event-id') ?? '',
  };
}

/** @param known what `fillForStates` gave */
export function filledStates(known: {
  readonly callId: string;
  readonly faultyCallId: string;
  readonly eventId: string;
}): readonly PageState[] {
  const tabsOf = (what: string, href: string, tabs: readonly string[]): readonly PageState[] =>
    tabs.map((tab) => ({
      name: `${what}, tab ${tab}`,
      show: async (page) => {
        await goTo(page, `${href}?tab=${tab}`);
        const detail = detailOf(page);
        await detail.getByRole('tab', { name: tab, selected: true }).waitFor();
        if (tab === 'raw') await detail.getByText(/SHA-256|It has no body/).waitFor();
      },
    }));
  const tabs = ['events', 'fields', 'raw', 'answer', 'findings'];
  return [
    { name: 'calls', show: (page) => listed(page, '', 'Calls') },
    { name: 'requests', show: (page) => listed(page, '?view=requests', 'Requests') },
    { name: 'findings', show: (page) => listed(page, '?view=findings', 'Findings') },
    {
      name: 'refused requests',
      show: async (page) => {
        await goTo(page, '?view=requests&show=refused');
        await page.getByText('What had arrived').first().click();
      },
    },
    {
      name: 'set-up',
      show: async (page) => {
        await goTo(page, '?view=setup');
        await page.locator('main summary').first().click();
      },
    },
    ...tabsOf('a call', `c/${known.callId}`, tabs),
    ...tabsOf('a faulty call', `c/${known.faultyCallId}`, tabs),
    ...tabsOf('an event', `e/${known.eventId}`, tabs.slice(1)),
    {
      name: 'a body as bytes',
      show: async (page) => {
        await goTo(page, `e/${known.eventId}?tab=raw`);
        await page.getByRole('radio', { name: 'Hex' }).check();
        await page.getByRole('region', { name: 'Body as hex' }).waitFor();
      },
    },
    {
      name: 'what a field means',
      show: async (page) => {
        await goTo(page, `c/${known.callId}?tab=fields`);
        await page.getByRole('button', { name: 'CallID', exact: true }).focus();
        await page.getByRole('tooltip').filter({ visible: true }).waitFor();
      },
    },
    { name: 'a call that is not there', show: (page) => missing(page, 'c/nothing') },
    { name: 'an event that is not there', show: (page) => missing(page, 'e/nothing') },
    {
      name: 'a filter',
      show: (page) => listed(page, '?q=-outcome:busy after:-1h "a phrase",no', ''),
    },
    {
      name: 'a wrong filter',
      show: async (page) => {
        await goTo(page, '');
        await page.getByLabel('Filter', { exact: true }).fill('typ:answer');
        await page.keyboard.press('Enter');
        await page.getByRole('button', { name: /^Use/ }).waitFor();
      },
    },
    {
      name: 'no match',
      show: async (page) => {
        await goTo(page, '?q=outcome:busy direction:internal');
        await page.getByRole('button', { name: /^Remove outcome:busy \(/ }).waitFor();
      },
    },
    {
      name: 'suggestions',
      show: async (page) => {
        await goTo(page, '');
        await page.getByLabel('Filter', { exact: true }).fill('outcome:');
        await page.keyboard.press('ArrowDown');
        await page.getByRole('listbox').waitFor();
      },
    },
    { name: 'the keys', show: (page) => pressed(page, '?', 'Keys') },
    {
      name: 'what can be played',
      show: async (page) => {
        await page.getByRole('button', { name: /Play/ }).click();
        await page
          .getByRole('dialog', { name: 'Play a call' })
          .getByRole('listitem')
          .first()
          .waitFor();
      },
    },
    { name: 'the settings', show: (page) => menu(page, 'Settings and help') },
    { name: 'the exports', show: (page) => menu(page, 'Export') },
    {
      name: 'what can be copied',
      show: async (page) => {
        await goTo(page, `c/${known.callId}`);
        await menu(page, 'Copy');
      },
    },
    {
      name: 'paused',
      show: async (page) => {
        await goTo(page, '');
        await page.keyboard.press('Space');
        await page.getByRole('status').getByText('Paused').waitFor();
      },
    },
  ];
}

/** What there is to see while nothing has come. */
export const emptyStates: readonly PageState[] = [
  { name: 'no calls', show: (page) => headed(page, '', 'No calls yet') },
  {
    name: 'no requests',
    show: (page) => headed(page, '?view=requests', 'No requests yet'),
  },
  {
    name: 'no findings',
    show: (page) => headed(page, '?view=findings', 'Nothing to complain about'),
  },
  {
    name: 'no set-up',
    show: (page) => headed(page, '?view=setup', 'Nothing has come yet'),
  },
  {
    name: 'no refused requests',
    show: async (page: Page): Promise<void> => {
      await goTo(page, '?view=requests&show=refused');
      await page.getByText('No request was refused').waitFor();
    },
  },
];

async function listed(page: Page, href: string, name: string): Promise<void> {
  await goTo(page, href);
  const list = page.getByRole('main').getByRole('list', name === '' ? {} : { name });
  await list
    .or(page.getByRole('main').getByRole('heading', { level: 2 }))
    .first()
    .waitFor();
}

async function headed(page: Page, href: string, name: string): Promise<void> {
  await goTo(page, href);
  await page.getByRole('heading', { name }).waitFor();
}

async function missing(page: Page, href: string): Promise<void> {
  await goTo(page, href);
  await page.getByRole('heading', { name: /is not here$/ }).waitFor();
}

async function pressed(page: Page, key: string, dialog: string): Promise<void> {
  await goTo(page, '');
  await page.keyboard.press(key);
  await page.getByRole('dialog', { name: dialog }).waitFor();
}

async function menu(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name, exact: true }).click();
  await page.getByRole('menu', { name }).waitFor();
}
