import { useState, type ReactNode } from 'react';
import { go } from '../place/use-place.ts';
import type { Place } from '../place/place.ts';
import { ask } from '../server/ask.ts';
import { withChoice } from './chosen-values.ts';
import classes from './facet-list.module.css';
import { FacetSection } from './facet-section.tsx';
import { countedIn, facetSections } from './facets.ts';
import { reasonOf } from './refused-filter.ts';
import { useCounts } from './use-counts.ts';

/** The values among what matches, to choose from. On a narrow screen it opens by a button. */
export function FacetList({ place }: { readonly place: Place }): ReactNode {
  const { q, view } = place;
  const of = countedIn(view);
  const question = `${of} ${q}`;
  const {
    answer,
    of: answered,
    error,
    isAsking,
  } = useCounts(question, q, async (signal) => ({
    of,
    ...(await ask('facets', 'api/v1/facets', { query: { q, of }, signal })),
  }));
  const [isOpen, setIsOpen] = useState(false);
  // Another kind of answer has no numbers for these sections.
  const facets = answer?.of === of ? answer.facets : undefined;
  // Of an empty journal there is nothing to choose: whoever begins gets the room.
  if (q === '' && answer?.matches === 0 && answered === question) return null;
  return (
    <aside className={classes.facets} aria-label="Facets" data-open={isOpen}>
      <button
        type="button"
        className={classes.opener}
        aria-expanded={isOpen}
        aria-controls="facets"
        onClick={() => {
          setIsOpen(!isOpen);
        }}
      >
        Facets
      </button>
      <div id="facets" className={classes.sections} aria-busy={isAsking}>
        {facetSections[of].map((name) => (
          <FacetSection
            key={`${of} ${name}`}
            name={name}
            q={q}
            counted={facets?.[name]}
            matches={answer?.matches ?? 0}
            onChoose={(value, choice) => {
              go({ ...place, q: withChoice(q, name, value, choice) });
            }}
          />
        ))}
        {answer?.isComplete === false && (
          <p className={classes.note}>
            Counted among the newest {answer.matches.toLocaleString('en')} {of}.
          </p>
        )}
        {error !== undefined && (
          <p className={classes.note} role="status">
            Not counted: {reasonOf(error)}
          </p>
        )}
      </div>
    </aside>
  );
}
