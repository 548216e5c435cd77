// A program that OpenTelemetry's own SDK measures: node metrics_sender.cjs <modules> <proto|json|grpc> <receiver> <delta?>.
// It sends twice, the second time more than the first, says "sent" and ends. What the receiver answers goes to the log.
const [modules, protocol, receiver, temporality] = process.argv.slice(2);
const load = (name) => require(`${modules}/@opentelemetry/${name}`);
const { diag, DiagConsoleLogger, DiagLogLevel } = load('api');
const { MeterProvider, PeriodicExportingMetricReader, AggregationType } = load('sdk-metrics');
const { resourceFromAttributes } = load('resources');
const { AggregationTemporalityPreference } = load('exporter-metrics-otlp-http');
const packages = { proto: 'proto', json: 'http', grpc: 'grpc' };
const { OTLPMetricExporter } = load(`exporter-metrics-otlp-${packages[protocol]}`);

diag.setLogger(new DiagConsoleLogger(), DiagLogLevel.WARN);
const exporter = new OTLPMetricExporter({
  url: protocol === 'grpc' ? receiver : `${receiver}/v1/metrics`,
  compression: protocol === 'json' ? 'none' : 'gzip',
  temporalityPreference: temporality === 'delta'
    ? AggregationTemporalityPreference.DELTA : AggregationTemporalityPreference.CUMULATIVE,
});
const provider = new MeterProvider({
  resource: resourceFromAttributes({
    'service.namespace': 'shop', 'service.name': 'checkout', 'service.instance.id': 'pod-7', 'cloud.region': 'eu', 'cpu.count': 4,
  }),
  readers: [new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 })],
  views: [{ instrumentName: 'queue.wait', aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM } }],
});
const meter = provider.getMeter('checkout', '1.2.3');
const orders = meter.createCounter('orders', { unit: '{order}', description: 'Orders taken.' });
const open = meter.createUpDownCounter('carts.open');
const took = meter.createHistogram('http.server.duration', { unit: 's', advice: { explicitBucketBoundaries: [0.1, 0.5, 2] } });
const wait = meter.createHistogram('queue.wait', { unit: 'ms' });
meter.createObservableGauge('cpu.utilization', { unit: '1' }).addCallback((result) => result.observe(0.25, { 'cpu.mode': 'user' }));

async function main() {
  for (const count of [3, 4]) {
    orders.add(count, { 'payment.kind': 'card' });
    open.add(2);
    for (const seconds of [0.05, 0.3, 1, 7]) {
      took.record(seconds, { 'http.route': '/pay' });
      wait.record(seconds * 1000);
    }
    await provider.forceFlush();
  }
  console.log('sent');
  await provider.shutdown();
}

main().catch((wrong) => {
  console.log(`failed ${wrong.stack}`);
  process.exit(1);
});
