/**
 * Raise this when what the index keeps of an event or a call changes: tables, tokens, classification, folding, rules, outcomes. An index of
 * another version is made anew from the journal.
 */
export const indexVersion = 6;
