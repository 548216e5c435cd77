import '@mantine/core/styles.css';
import './app/app.css';
import { createRoot } from 'react-dom/client';
import { App } from './app/App';
import { placeOf, root } from './app/url';
import { askEarly } from './live/early';
import { readAddress, streamQueryOf } from './pages/alerts/useAlertsAddress';

const { page, params } = placeOf(location.pathname, location.search, root);
if (page === '' || page === 'alerts') askEarly(streamQueryOf(readAddress(params)));

createRoot(document.getElementById('root')!).render(<App />);
