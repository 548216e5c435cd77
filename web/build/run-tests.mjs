// Runs Vitest and closes with the counts in the words that eng/run-tests reads. Usage: node build/run-tests.mjs unit|e2e
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const web = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'tocsin-vitest-'));
const report = join(folder, 'report.json');
const config = process.argv[2] === 'e2e' ? ['--config', 'vitest.e2e.config.ts'] : [];
const run = spawnSync(
  process.execPath,
  [join(web, 'node_modules/vitest/vitest.mjs'), 'run', ...config, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
  { cwd: web, stdio: 'inherit', env: { ...process.env, NO_COLOR: '1' } },
);
const found = JSON.parse(readFileSync(report, 'utf8'));
rmSync(folder, { recursive: true });
for (const file of found.testResults) {
  for (const test of file.assertionResults) {
    if (test.status === 'skipped' || test.status === 'pending') console.log(`skipped ${test.fullName}\n  no Chromium here; run eng/install-test-needs`);
  }
}
console.log(`  succeeded: ${found.numPassedTests}\n  failed: ${found.numFailedTests}\n  skipped: ${found.numPendingTests}`);
process.exit(run.status === 0 ? 0 : 2);
