import { runnerImport } from 'vite';
const { module } = await runnerImport(new URL('pictures.ts', import.meta.url).pathname, { configFile: false, logLevel: 'error' });
process.exitCode = await module.main(process.argv.slice(2));
