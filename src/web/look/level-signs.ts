/** Beside the level of a finding, for who sees no colours. */
export const levelSigns = { error: '✖', warn: '⚠', info: 'ℹ' } as const;
