import './look/colours.css';
import './look/base.css';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';

const root = document.getElementById('root');
if (!root) throw new Error('The document has no root.');
createRoot(root).render(<App />);
