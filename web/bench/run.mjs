// Runs main.ts beside it, which Node.js 20 cannot read by itself. Usage: see README.md.
import { runnerImport } from 'vite';

const { module } = await runnerImport(new URL('main.ts', import.meta.url).pathname, { configFile: false, logLevel: 'error' });
process.exitCode = await module.main(process.argv.slice(2));
