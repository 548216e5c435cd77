import '@mantine/core/styles.css';
import './app/app.css';
import { createRoot } from 'react-dom/client';
import { App } from './app/App';
import { pages } from './app/pages';
import { placeNow } from './app/url';
import { askEarly } from './live/early';
import { readAddress, streamQueryOf } from './pages/alerts/useAlertsAddress';

const { page, params } = placeNow();
if (page === '' || page === 'alerts') askEarly(streamQueryOf(readAddress(params)));

// The frame comes with its page, unless that takes long.
const shown = pages.find((one) => one.path === page) ?? pages[0]!;
const long = new Promise<void>((done) => setTimeout(done, 300));
void Promise.race([shown.part.fetch(), long]).then(() => createRoot(document.getElementById('root')!).render(<App />));
