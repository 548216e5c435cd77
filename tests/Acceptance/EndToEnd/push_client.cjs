// Pushes with prom-client as its users do: node push_client.cjs <node_modules> <address> <value>
const [modules, address, value] = process.argv.slice(2);
const client = require(modules + '/prom-client');
const registry = new client.Registry();
const counter = new client.Counter({ name: 'backup_files_total', help: 'Files saved.', labelNames: ['disk'], registers: [registry] });
const seconds = new client.Histogram({ name: 'backup_seconds', help: 'Time.', buckets: [1, 10], registers: [registry] });
counter.inc({ disk: 'a "b"' }, Number(value));
seconds.observe(3);
const gateway = new client.Pushgateway(address, {}, registry);
const group = { jobName: 'backup', groupings: { host: 'db 1' } };
(async () => {
  const pushed = await gateway.push(group);
  console.log('pushed', pushed.resp.statusCode);
  const added = await gateway.pushAdd({ jobName: 'other' });
  console.log('added', added.resp.statusCode);
  const deleted = await gateway.delete({ jobName: 'other' });
  console.log('deleted', deleted.resp.statusCode);
})().catch((wrong) => { console.log('failed', wrong.message); process.exit(1); });
