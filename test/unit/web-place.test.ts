import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { hrefOf, readPlace, tabs, views, type Place } from '../../src/web/place/place.ts';

/** As the page reads an address below its root. */
function readBack(href: string): Place {
  const url = new URL(href, 'http://localhost/root/');
  return readPlace(url.pathname.slice('/root/'.length), url.search);
}

const id = fc.string({ minLength: 1, unit: 'grapheme' }).filter((text) => !/^\.\.?$/.test(text));
const places: fc.Arbitrary<Place> = fc.record({
  view: fc.constantFrom(...views),
  q: fc.string({ unit: 'grapheme' }),
  opened: fc.option(
    fc.oneof(
      fc.record({ kind: fc.constant('event' as const), id }),
      fc.record({
        kind: fc.constant('call' as const),
        id,
        eventId: fc.option(id, { nil: undefined }),
      }),
    ),
    { nil: undefined },
  ),
  tab: fc.option(fc.constantFrom(...tabs), { nil: undefined }),
  isRefused: fc.constantFrom(true as const, undefined),
});

test('whatever is shown, its address shows the same in another tab', () => {
  fc.assert(
    fc.property(places, (place) => {
      const back = readBack(hrefOf(place));
      const { view, q, opened, tab, isRefused } = place;
      expect(back).toEqual({
        view,
        q,
        opened,
        // What has no meaning there is left out.
        tab: opened ? tab : undefined,
        isRefused: view === 'requests' ? isRefused : undefined,
      });
    }),
  );
});

test('an address has only what is not usual', () => {
  expect(hrefOf({ view: 'calls', q: '' })).toBe('');
  expect(hrefOf({ view: 'calls', q: '', opened: { kind: 'call', id: 'ab12' } })).toBe('c/ab12');
  expect(hrefOf({ view: 'requests', q: '', opened: { kind: 'event', id: 'e1' } })).toBe('e/e1');
  expect(hrefOf({ view: 'calls', q: 'ext:1', opened: { kind: 'event', id: 'e1' } })).toBe(
    'e/e1?view=calls&q=ext%3A1',
  );
});

test.each(['c/', 'e/%', 'c/a/b', 'x/1', 'c%2F1'])('nothing is opened at %s', (path) => {
  expect(readPlace(path, '').opened).toBeUndefined();
});

test('what an address may not say is ignored', () => {
  expect(readPlace('', '?view=nothing&tab=none&show=x')).toEqual({
    view: 'calls',
    q: '',
    opened: undefined,
    tab: undefined,
    isRefused: undefined,
  });
});
