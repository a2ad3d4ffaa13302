import './look/colours.css';
import './look/base.css';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { rootUrl } from './place/use-place.ts';

// Written out: browsers look for it again from each address the page takes.
const icon = document.querySelector<HTMLLinkElement>('link[rel=icon]');
if (icon) icon.href = new URL('assets/icon.svg', rootUrl).href;

const root = document.getElementById('root');
if (!root) throw new Error('The document has no root.');
createRoot(root).render(<App />);
