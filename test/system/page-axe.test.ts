import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { describeWith } from '../support/fault.ts';
import { violationsIn } from '../support/page-axe.ts';
import {
  emptyStates,
  fillForStates,
  filledStates,
  type PageState,
} from '../support/page-states.ts';
import { logInByToken } from '../support/page-steps.ts';
import { startProgram, temporaryDirectory, type Program } from '../support/program.ts';
import { sharedBrowser } from '../support/shared-browser.ts';

const limitMs = 240_000;
const looks = (['light', 'dark'] as const).flatMap((scheme) =>
  [1280, 390].map((width) => ({ scheme, width })),
);

describeWith(['chromium'], () => {
  const directory = temporaryDirectory();
  const openPage = sharedBrowser();
  let filled: Program;
  let empty: Program;
  let known: Awaited<ReturnType<typeof fillForStates>>;
  beforeAll(async () => {
    empty = await startProgram({ data: join(directory.path, 'empty') });
    filled = await startProgram({ data: join(directory.path, 'filled') });
    known = await fillForStates(filled);
  }, limitMs);
  afterAll(async () => {
    await empty.stop();
    await filled.stop();
    directory[Symbol.dispose]();
  });

  async function expectAccessible(page: Page, states: readonly PageState[]): Promise<void> {
    const found = new Map<string, string>();
    for (const { name, show } of states) {
      await show(page);
      // What is there in every state is told once.
      for (const violation of await violationsIn(page))
        found.set(violation, found.get(violation) ?? name);
      // Whatever is over the page goes, and the focus to no place.
      await page.keyboard.press('Escape');
      await page.evaluate('document.activeElement?.blur()');
    }
    expect([...found]).toEqual([]);
  }

  test.each(looks)(
    'axe finds nothing against the page with calls in it, $scheme and $width wide',
    async ({ scheme, width }) => {
      await using watched = await openPage(filled.inspectorUrl, isAsked);
      const { page } = watched;
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
      await page.setViewportSize({ width, height: 800 });
      await page.goto(filled.inspectorUrl);
      await logInByToken(page, filled.token);
      await expectAccessible(page, filledStates(known));
      expect(watched.faults).toEqual([]);
    },
    limitMs,
  );

  test.each(looks)(
    'axe finds nothing against the login, the empty page and the documentation, $scheme and $width wide',
    async ({ scheme, width }) => {
      await using watched = await openPage(empty.inspectorUrl, isAsked);
      const { page } = watched;
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
      await page.setViewportSize({ width, height: 800 });
      await page.goto(empty.inspectorUrl);
      await expectAccessible(page, loginStates);
      await logInByToken(page, empty.token);
      await expectAccessible(page, emptyStates);
      await page.goto(`${empty.inspectorUrl}/docs`);
      expect(await violationsIn(page)).toEqual([]);
      expect(watched.faults).toEqual([]);
    },
    limitMs,
  );
});

/** A wrong token, a wrong filter and what is not there are asked for here. */
function isAsked(text: string): boolean {
  return /status of (400|401|404)/.test(text);
}

const loginStates: readonly PageState[] = [
  { name: 'the login', show: (page) => page.getByLabel('Token').waitFor() },
  {
    name: 'a wrong token',
    show: async (page) => {
      await page.getByLabel('Token').fill('wrong');
      await page.keyboard.press('Enter');
      await page.getByRole('alert').waitFor();
    },
  },
];
