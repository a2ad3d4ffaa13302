import type { Opened, Place } from '../place/place.ts';

/** A place where something is open. */
export type OpenPlace = Place & { readonly opened: Opened };
