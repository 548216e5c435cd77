// A small service that is traced by OpenTelemetry's SDK as its documentation says. Prints its port.
// Usage: node traced_service.cjs <modules> <name> <url of the receiver> <proto|json|grpc> [url of the service that it calls]
const [modules, name, receiver, protocol, next] = process.argv.slice(2);
const load = (module) => require(require('path').join(modules, '@opentelemetry', module));
const { NodeTracerProvider, BatchSpanProcessor } = load('sdk-trace-node');
const { resourceFromAttributes } = load('resources');
const { registerInstrumentations } = load('instrumentation');
const { HttpInstrumentation } = load('instrumentation-http');
const { trace, SpanKind, SpanStatusCode } = load('api');

const exporters = {
  proto: () => new (load('exporter-trace-otlp-proto').OTLPTraceExporter)({ url: `${receiver}/v1/traces` }),
  json: () => new (load('exporter-trace-otlp-http').OTLPTraceExporter)({ url: `${receiver}/v1/traces`, compression: 'gzip' }),
  grpc: () => new (load('exporter-trace-otlp-grpc').OTLPTraceExporter)({ url: receiver }),
};
const provider = new NodeTracerProvider({
  resource: resourceFromAttributes({ 'service.name': name }),
  spanProcessors: [new BatchSpanProcessor(exporters[protocol](), { scheduledDelayMillis: 100 })],
});
provider.register();
registerInstrumentations({
  instrumentations: [new HttpInstrumentation({ ignoreOutgoingRequestHook: (request) => request.path === '/v1/traces' })],
});

const http = require('http');
const server = http.createServer((request, response) => {
  if (!next) {
    // As an instrumented client of a database would.
    trace.getTracer('db').startSpan('SELECT orders', { kind: SpanKind.CLIENT, attributes: { 'db.name': 'orders' } }).end();
    response.statusCode = request.url === '/broken' ? 500 : 200;
    response.end();
    return;
  }

  const span = trace.getActiveSpan();
  span.updateName(`GET ${request.url}`);
  http.get(next + request.url, (answer) => {
    answer.resume();
    answer.on('end', () => {
      span.setStatus({ code: answer.statusCode === 500 ? SpanStatusCode.ERROR : SpanStatusCode.UNSET });
      response.setHeader('x-trace-id', span.spanContext().traceId);
      response.end();
    });
  });
});
server.listen(0, '127.0.0.1', () => console.log(`listening ${server.address().port}`));
process.on('SIGTERM', () => provider.shutdown().finally(() => process.exit(0)));
