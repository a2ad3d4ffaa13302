import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const options = {
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'],
  resultTypes: ['violations'],
  // It would ask for the stylesheets again.
  preload: false,
};

/** Colours half-way between two are of neither. What turns for ever stays. */
const finishTransitions = `
  for (const animation of document.getAnimations())
    if (animation.effect.getComputedTiming().endTime !== Infinity) animation.finish();
`;

/**
 * What axe has to say against the document as it is now, a line for each element. The debugger runs it, which the page's policy does not
 * stop.
 */
export async function violationsIn(page: Page): Promise<string[]> {
  await page.evaluate(finishTransitions);
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(source);
  const { violations } = await page.evaluate<AxeResults>(
    `axe.run(document, ${JSON.stringify(options)})`,
  );
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, any, all, none }) => {
      const why = [...any, ...all, ...none].map(({ message }) => message).join(' ');
      return `${id}: ${help}: ${target.join(' ')}: ${why}`;
    }),
  );
}
