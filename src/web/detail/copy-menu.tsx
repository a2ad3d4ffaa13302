import { useState, type ReactNode } from 'react';
import { Dialog } from '../chrome/dialog.tsx';
import { Menu, MenuItem } from '../chrome/menu.tsx';
import { useTold } from '../chrome/use-told.ts';
import { messageOf } from '../server/refusal.ts';
import { copyText } from '../text/copy-text.ts';
import classes from './copy-menu.module.css';

/** One thing to copy. */
export interface CopyItem {
  readonly name: string;
  /** One phrase: what it is good for; or why it is not to be had. */
  readonly note: string;
  readonly isRefused?: boolean;
  readonly text: () => string | Promise<string>;
}

/** A menu of what can be copied. Without a clipboard, as on a plain http address, the text is shown to be copied by hand. */
export function CopyMenu({ items }: { readonly items: readonly CopyItem[] }): ReactNode {
  const [told, tell] = useTold();
  const [shown, setShown] = useState<string>();
  const copy = async ({ name, text }: CopyItem): Promise<void> => {
    try {
      const made = await text();
      if (await copyText(made)) tell(`Copied: ${name}`);
      else setShown(made);
    } catch (error) {
      tell(messageOf(error));
    }
  };
  return (
    <>
      <span role="status" className={classes.told}>
        {told}
      </span>
      <Menu button="Copy" shortcut="y">
        {items.map((item) => (
          <MenuItem
            key={item.name}
            isDisabled={item.isRefused ?? false}
            onChoose={() => void copy(item)}
          >
            <span className={classes.entry}>
              <span className={classes.name}>{item.name}</span>
              <span className={classes.note}>{item.note}</span>
            </span>
          </MenuItem>
        ))}
      </Menu>
      <Dialog
        isOpen={shown !== undefined}
        onClose={() => {
          setShown(undefined);
        }}
        title="Copy this"
        width="wide"
      >
        <p className={classes.why}>This browser keeps the clipboard from pages without https.</p>
        <textarea
          className={classes.text}
          aria-label="Text to copy"
          readOnly
          rows={8}
          value={shown ?? ''}
          autoFocus
          onFocus={({ currentTarget }) => {
            currentTarget.select();
          }}
        />
      </Dialog>
    </>
  );
}
